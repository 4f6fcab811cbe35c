import { describe, expect, test } from 'vitest';
import { checkTables } from './check-tables.ts';

const room = 'apps/authority/src';
const owners = { pupil: 'roster', holder: 'codes' };
const pupil = [`${room}/vault/tables/roster.ts`, "pupil: 'CREATE TABLE pupil (id);',\n"] as const;
const holder = [`${room}/vault/tables/codes.ts`, "\nholder: 'CREATE TABLE holder (id);',\n"] as const;

describe('the owners of tables', () => {
  test('hold in this repository', () => {
    expect(checkTables()).toEqual([]);
  });

  test('a folder that names the table of another is a problem, with its line', () => {
    const sql = 'const sql = `\n  SELECT 1 FROM pupil p JOIN holder h ON h.pupil = p.id`;\n';
    expect(checkTables(new Map([pupil, holder, [`${room}/codes/needs.ts`, sql]]), owners)).toEqual([
      `${room}/codes/needs.ts:2: codes names table pupil, which roster owns`,
    ]);
    const changes = "'UPDATE holder SET used = 1'; 'DELETE FROM holder'; 'INSERT INTO holder VALUES (1)'";
    expect(
      checkTables(new Map([pupil, holder, [`${room}/records/receive.ts`, changes]]), owners),
    ).toHaveLength(3);
  });

  test('the owner, the vault, a test and a view are free', () => {
    const sql = "'SELECT 1 FROM pupil'";
    const files = new Map([
      pupil,
      holder,
      [`${room}/roster/pupils.ts`, sql],
      [`${room}/vault/read-model.ts`, sql],
      [`${room}/codes/needs.ts`, "'SELECT 1 FROM pupil_view'"],
    ]);
    expect(checkTables(files, owners)).toEqual([]);
  });

  test('a table without an owner is a problem, and one in the file of another owner', () => {
    expect(checkTables(new Map([pupil, holder]), { pupil: 'roster' })).toEqual([
      `${room}/vault/tables/codes.ts:2: table holder has no owner in scripts/table-owners.ts`,
    ]);
    expect(checkTables(new Map([holder]), { holder: 'roster' })).toEqual([
      `${room}/vault/tables/codes.ts:2: table holder belongs in ${room}/vault/tables/roster.ts`,
    ]);
  });
});
