UPDATE audit_chain
SET epoch         = :epoch,
    head_sequence = :sequence,
    head_hash     = :hash,
    last_verdict  = :lastVerdict
