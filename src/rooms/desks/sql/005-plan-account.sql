-- Who made a plan: where nothing tells it, the first duty account of its desk.
ALTER TABLE desks.plan ADD COLUMN account text COLLATE "C" NOT NULL DEFAULT '';
UPDATE desks.plan AS one SET account = coalesce(
  (SELECT min(name) FROM books.account WHERE desk = one.by_desk AND role = 'duty' AND NOT disabled), ''
);
ALTER TABLE desks.plan ALTER COLUMN account DROP DEFAULT;
