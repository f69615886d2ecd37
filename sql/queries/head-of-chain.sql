SELECT installation, epoch, head_sequence, head_hash, last_verdict
FROM audit_chain
FOR UPDATE -- if writing
