INSERT INTO projection_fault (chain_id, sequence, why) VALUES (:chain, :sequence, :why)
ON CONFLICT (chain_id, sequence) DO NOTHING
