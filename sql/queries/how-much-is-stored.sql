SELECT (SELECT COUNT(*) FROM run)         AS runs,
       (SELECT COUNT(*) FROM verdict)     AS verdicts,
       (SELECT COUNT(*) FROM termination) AS terminations,
       (SELECT COUNT(*) FROM audit_event) AS events,
       (SELECT MIN(started_at) FROM run)  AS oldest_run
