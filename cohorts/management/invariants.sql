-- What must always be true. Each query lists what breaks it: an empty answer is a sound portal.
-- Plain SQL on purpose: it checks the code without using it.

-- held: offered, accepted, or kept for somebody who deferred to this session
-- more places are held than the campaign has
SELECT c.id, c.places,
  (SELECT COUNT(*) FROM applications_offer o JOIN applications_application a ON a.id = o.application_id
   WHERE a.campaign_id = c.id AND o.state IN ('open', 'accepted')) AS held,
  (SELECT COUNT(*) FROM applications_deferral d WHERE d.to_campaign_id = c.id AND d.state IN ('called', 'confirmed')) AS kept
FROM applications_campaign c
WHERE c.places <
  (SELECT COUNT(*) FROM applications_offer o JOIN applications_application a ON a.id = o.application_id
   WHERE a.campaign_id = c.id AND o.state IN ('open', 'accepted'))
  + (SELECT COUNT(*) FROM applications_deferral d WHERE d.to_campaign_id = c.id AND d.state IN ('called', 'confirmed'));

-- whoever comes back to the waiting list keeps the offer that ended
-- an offer and its application disagree
SELECT o.id, o.state, a.state
FROM applications_offer o
JOIN applications_application a ON a.id = o.application_id
WHERE NOT (
  (o.state = 'open' AND a.state = 'offered')
  OR (o.state = 'accepted' AND a.state = 'accepted')
  OR (o.state = 'declined' AND a.state IN ('declined', 'waiting', 'withdrawn'))
  OR (o.state = 'expired' AND a.state IN ('expired', 'waiting', 'withdrawn'))
  OR (o.state = 'returned' AND a.state IN ('withdrawn', 'waiting'))
  OR (o.state = 'lapsed' AND a.state IN ('lapsed', 'waiting', 'withdrawn'))
  OR (o.state = 'deferred' AND a.state IN ('deferred', 'withdrawn'))
);

-- somebody is offered a place without an offer
SELECT a.id, a.state
FROM applications_application a
LEFT JOIN applications_offer o ON o.application_id = a.id
LEFT JOIN applications_campaign c ON c.id = a.campaign_id
WHERE a.state = 'offered' AND o.id IS NULL AND c.state = 'decided';

-- a place is held although one of its conditions is not met
SELECT o.id, k.kind
FROM applications_offer o
JOIN applications_condition k ON k.offer_id = o.id
WHERE k.verdict = 'not_met' AND o.state IN ('open', 'accepted');

-- a deferral and its application disagree
SELECT d.id, d.state, a.state
FROM applications_deferral d
JOIN applications_application a ON a.id = d.application_id
WHERE (d.state IN ('granted', 'called', 'confirmed') AND a.state <> 'deferred')
  OR (d.state = 'released' AND a.state <> 'withdrawn')
  OR (a.state = 'deferred' AND d.state NOT IN ('granted', 'called', 'confirmed'));

-- somebody holds two places at once: accepted, or confirmed for later
SELECT one.candidate_id, one.id, two.id
FROM applications_application one
JOIN applications_application two ON two.candidate_id = one.candidate_id AND two.id > one.id
JOIN applications_campaign c1 ON c1.id = one.campaign_id AND c1.state = 'decided'
JOIN applications_campaign c2 ON c2.id = two.campaign_id AND c2.state = 'decided'
WHERE one.state = 'accepted' AND two.state = 'accepted';

-- results are about to leave without anybody having decided it, or have left already
SELECT c.id, c.state
FROM applications_campaign c
WHERE (c.publishes_at IS NOT NULL AND (c.state <> 'open' OR c.armed_by_id IS NULL))
  OR (c.publishes_at IS NULL AND c.armed_by_id IS NOT NULL);

-- somebody was called before a person placed higher on the waiting list
SELECT later.application_id, earlier.application_id
FROM applications_decision earlier
JOIN applications_application waiting ON waiting.id = earlier.application_id AND waiting.state = 'waiting'
JOIN applications_decision later ON later.outcome = 'waiting' AND later.waiting_rank > earlier.waiting_rank
JOIN applications_application called ON called.id = later.application_id AND called.campaign_id = waiting.campaign_id
JOIN applications_offer o ON o.application_id = later.application_id
  AND (earlier.listed_at IS NULL OR o.made_at > earlier.listed_at)
WHERE earlier.outcome = 'waiting';

-- the stored number of readings is not the number of readings
SELECT a.id, a.reviews_done, COUNT(r.id)
FROM applications_application a
LEFT JOIN applications_review r ON r.application_id = a.id AND r.state = 'submitted'
GROUP BY a.id, a.reviews_done
HAVING a.reviews_done <> COUNT(r.id);

-- the stored mean of the readings is not their mean
SELECT a.id, a.reading_total, AVG(r.total)
FROM applications_application a
JOIN applications_review r ON r.application_id = a.id AND r.state = 'submitted' AND r.total IS NOT NULL
GROUP BY a.id, a.reading_total
HAVING a.reading_total IS NULL OR ABS(a.reading_total - AVG(r.total)) > 0.001;

-- the stored mean of the interview sheets is not their mean
SELECT a.id, a.interview_total, AVG(s.total)
FROM applications_application a
JOIN applications_interview i ON i.application_id = a.id AND i.state = 'held'
JOIN applications_sheet s ON s.interview_id = i.id AND s.state = 'submitted' AND s.total IS NOT NULL
GROUP BY a.id, a.interview_total
HAVING a.interview_total IS NULL OR ABS(a.interview_total - AVG(s.total)) > 0.001;

-- the official total is not readings and interview, by their shares
SELECT a.id, a.total
FROM applications_application a
JOIN applications_campaign c ON c.id = a.campaign_id
WHERE a.reading_total IS NOT NULL
  AND ABS(a.total - (a.reading_total + (COALESCE(a.interview_total, a.reading_total) - a.reading_total) * c.interview_share / 100.0)) > 0.001;

-- somebody reads a file they must not read
SELECT r.id
FROM applications_review r
JOIN applications_conflict c ON c.application_id = r.application_id AND c.reviewer_id = r.reviewer_id
WHERE r.state <> 'recused';

-- somebody is booked in a slot that is closed
SELECT i.id
FROM applications_interview i
JOIN applications_slot s ON s.id = i.slot_id
WHERE i.state IN ('booked', 'confirmed') AND s.state <> 'open';

-- somebody booked is not kept from being booked elsewhere at the same hour
SELECT i.id
FROM applications_interview i
LEFT JOIN applications_cell c ON c.interview_id = i.id
WHERE i.state IN ('booked', 'confirmed') AND c.id IS NULL;

-- a post holds more people than its places
SELECT p.id, p.capacity, COUNT(*) AS placed
FROM cohorts_placement l
JOIN cohorts_post p ON p.id = l.post_id
GROUP BY p.id, p.capacity
HAVING COUNT(*) > p.capacity;

-- somebody is placed in a post of another cohort
SELECT l.id
FROM cohorts_placement l
JOIN cohorts_post p ON p.id = l.post_id
JOIN cohorts_trainee t ON t.id = l.trainee_id
WHERE p.cohort_id <> t.cohort_id;

-- more places are reserved in a post than it has
SELECT p.id, p.capacity, COUNT(*) AS reserved
FROM cohorts_lock l
JOIN cohorts_post p ON p.id = l.post_id
GROUP BY p.id, p.capacity
HAVING COUNT(*) > p.capacity;

-- more places are reserved in a group of posts than it takes
SELECT c.id, c.cap, COUNT(*) AS reserved
FROM cohorts_cap c
JOIN cohorts_cap_posts g ON g.cap_id = c.id
JOIN cohorts_lock l ON l.post_id = g.post_id
GROUP BY c.id, c.cap
HAVING COUNT(*) > c.cap;

-- a place is reserved for somebody in a post that is closed to them
SELECT l.id
FROM cohorts_lock l
JOIN cohorts_exclusion e ON e.trainee_id = l.trainee_id AND e.post_id = l.post_id;

-- the order of a post names somebody of another cohort
SELECT r.id
FROM cohorts_preference r
JOIN cohorts_post p ON p.id = r.post_id
JOIN cohorts_trainee t ON t.id = r.trainee_id
WHERE p.cohort_id <> t.cohort_id;

-- more places are free or held than the post has
SELECT p.id, p.capacity
FROM cohorts_post p
WHERE EXISTS (SELECT 1 FROM cohorts_vacancy v WHERE v.post_id = p.id AND v.state = 'open')
  AND p.capacity < (SELECT COUNT(*) FROM cohorts_placement l WHERE l.post_id = p.id)
    + (SELECT COUNT(*) FROM cohorts_vacancy v WHERE v.post_id = p.id AND v.state = 'open');

-- a freed place and its offers disagree
SELECT o.id, o.state, v.state
FROM cohorts_vacancyoffer o
JOIN cohorts_vacancy v ON v.id = o.vacancy_id
WHERE (o.state = 'offered' AND v.state <> 'open') OR (o.state = 'accepted' AND v.state <> 'filled');

-- a letter is accepted without an attempt
SELECT l.id
FROM outbox_letter l
LEFT JOIN outbox_attempt a ON a.letter_id = l.id
WHERE l.delivery = 'accepted' AND a.id IS NULL;

-- a published decision has no letter
SELECT d.id
FROM applications_decision d
JOIN applications_application a ON a.id = d.application_id
LEFT JOIN outbox_letter l ON l.key = 'application-' || a.id || '-decision'
JOIN applications_campaign c ON c.id = a.campaign_id
WHERE d.published_at IS NOT NULL AND l.id IS NULL AND c.state = 'decided';
