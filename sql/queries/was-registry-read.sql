SELECT COUNT(*)
FROM registry_seen
WHERE host = :host
  AND path = :path
