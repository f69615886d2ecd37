UPDATE intervention
SET outcome = :outcome, detail = :detail
WHERE host = :host
  AND sequence = :sequence
  AND outcome IS NULL
