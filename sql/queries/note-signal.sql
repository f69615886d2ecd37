UPDATE termination
SET had_term = had_term OR :isTerm,
    had_kill = had_kill OR :isKill
WHERE run_id = :runId
  AND pid = :pid
  AND start_ticks = :startTicks
  AND boot_id = :bootId
