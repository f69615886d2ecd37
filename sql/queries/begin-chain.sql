INSERT INTO audit_chain (host, head_sequence, head_hash)
VALUES (:host, :sequence, :hash)
