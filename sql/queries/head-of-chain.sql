SELECT head_sequence, head_hash
FROM audit_chain
WHERE host = :host
FOR UPDATE -- if writing
