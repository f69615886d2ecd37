SELECT host, head_sequence, head_hash
FROM audit_chain
ORDER BY host
