/** Tables of `roles/`. */
export const rolesTables = {
  /** Who may do what (roles/roles.ts), and what one person has approved for another to do. */
  role: `CREATE TABLE role (
  actor TEXT NOT NULL,                -- a login, never a pupil's or a teacher's name
  role TEXT NOT NULL CHECK (role IN ('agent', 'statistician', 'support', 'custodian')),
  given_by TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (actor, role)
) STRICT, WITHOUT ROWID;`,

  approval: `CREATE TABLE approval (
  act TEXT NOT NULL,
  subject TEXT NOT NULL,
  actor TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (act, subject, actor)
) STRICT, WITHOUT ROWID;`,
};
