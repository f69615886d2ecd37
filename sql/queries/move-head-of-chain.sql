UPDATE audit_chain
SET head_sequence = :sequence,
    head_hash     = :hash
WHERE host = :host
