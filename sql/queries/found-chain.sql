INSERT INTO audit_chain (installation, epoch, head_sequence, head_hash, last_verdict)
VALUES (:installation, :epoch, 0, :hash, 0)
