-- What must always be true. Each query lists what breaks it: an empty answer is a sound portal.
-- Plain SQL on purpose: it checks the code without using it.

-- more places are held than the campaign has
SELECT c.id, COUNT(*) AS held, c.places
FROM applications_offer o
JOIN applications_application a ON a.id = o.application_id
JOIN applications_campaign c ON c.id = a.campaign_id
WHERE o.state IN ('open', 'accepted')
GROUP BY c.id, c.places
HAVING COUNT(*) > c.places;

-- an offer and its application disagree
SELECT o.id, o.state, a.state
FROM applications_offer o
JOIN applications_application a ON a.id = o.application_id
WHERE NOT (
  (o.state = 'open' AND a.state = 'offered')
  OR (o.state = 'accepted' AND a.state = 'accepted')
  OR (o.state = 'declined' AND a.state = 'declined')
  OR (o.state = 'expired' AND a.state = 'expired')
  OR (o.state = 'returned' AND a.state = 'withdrawn')
);

-- somebody was called before a person placed higher on the waiting list
SELECT later.application_id, earlier.application_id
FROM applications_decision earlier
JOIN applications_application waiting ON waiting.id = earlier.application_id AND waiting.state = 'waiting'
JOIN applications_decision later ON later.outcome = 'waiting' AND later.waiting_rank > earlier.waiting_rank
JOIN applications_application called ON called.id = later.application_id AND called.campaign_id = waiting.campaign_id
JOIN applications_offer o ON o.application_id = later.application_id
WHERE earlier.outcome = 'waiting';

-- the stored number of readings is not the number of readings
SELECT a.id, a.reviews_done, COUNT(r.id)
FROM applications_application a
LEFT JOIN applications_review r ON r.application_id = a.id AND r.state = 'submitted'
GROUP BY a.id, a.reviews_done
HAVING a.reviews_done <> COUNT(r.id);

-- the stored total is not the mean of the readings
SELECT a.id, a.total, AVG(r.total)
FROM applications_application a
JOIN applications_review r ON r.application_id = a.id AND r.state = 'submitted' AND r.total IS NOT NULL
GROUP BY a.id, a.total
HAVING a.total IS NULL OR ABS(a.total - AVG(r.total)) > 0.001;

-- somebody reads a file they must not read
SELECT r.id
FROM applications_review r
JOIN applications_conflict c ON c.application_id = r.application_id AND c.reviewer_id = r.reviewer_id
WHERE r.state <> 'recused';

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
