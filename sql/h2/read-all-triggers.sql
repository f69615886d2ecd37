SELECT COUNT(t.start_time) + COUNT(s.repeat_count) + COUNT(j.description) + (SELECT COUNT(*) FROM qrtz_fired_triggers)
FROM qrtz_job_details j
    LEFT JOIN qrtz_triggers t ON t.job_name = j.job_name
    LEFT JOIN qrtz_simple_triggers s ON s.trigger_name = t.trigger_name
