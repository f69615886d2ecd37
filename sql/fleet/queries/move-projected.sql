UPDATE chain SET projected_sequence = :sequence WHERE id = :chain
