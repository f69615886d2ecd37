SELECT COUNT(*)
FROM intervention
WHERE host = :host
  AND sequence = :sequence
  AND outcome IS NULL
