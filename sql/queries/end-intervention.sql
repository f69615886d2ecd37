UPDATE intervention SET outcome = :outcome, detail = :detail WHERE sequence = :sequence
