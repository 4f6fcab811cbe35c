import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { holdsPassword, parsePostgresAddress } from './address.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloison-address-'));
const ca = join(folder, 'ca.pem');
writeFileSync(ca, 'certificate');
afterAll(() => rmSync(folder, { recursive: true }));

const parse = (address: string, env = {}) => parsePostgresAddress(address, env);
const refusalOf = (address: string, env = {}) => {
  try {
    parse(address, env);
  } catch (error) {
    return error as Error & { readonly code: string };
  }
  throw new Error(`${address} was taken`);
};

describe('the address of a PostgreSQL store', () => {
  it('names role, host, port and database, or the folder of a socket', () => {
    expect(parse('postgres://role:p%40ss@127.0.0.1:5433/base')).toEqual({
      host: '127.0.0.1',
      port: 5433,
      user: 'role',
      password: 'p@ss',
      database: 'base',
      ssl: false,
    });
    expect(parse('postgresql://role@localhost/base')).toMatchObject({ host: 'localhost', port: 5432 });
    expect(parse('postgres://role@[::1]/base')).toMatchObject({ host: '::1', ssl: false });
    expect(parse('postgres://role@/base')).toMatchObject({ host: 'localhost' });
    expect(parse('postgres://role@/base?host=/run/postgresql')).toMatchObject({
      host: '/run/postgresql',
      ssl: false,
    });
  });
  it('elsewhere than on this machine needs a verified certificate, whatever else it asks for', () => {
    for (const mode of [
      '',
      '?sslmode=disable',
      '?sslmode=prefer',
      '?sslmode=require',
      '?sslmode=verify-ca',
    ]) {
      for (const host of ['db.example.org', '10.0.0.7', '127.0.0.1.example.org', '[2001:db8::1]']) {
        expect(refusalOf(`postgres://role@${host}/base${mode}`).code).toBe('plain-store');
      }
    }
    expect(refusalOf('postgres://role@db.example.org/base?sslmode=verify-full').code).toBe('bad-setting');
    expect(refusalOf('postgres://role@db.example.org/base?sslrootcert=/nowhere.pem').code).toBe(
      'bad-setting',
    );
    expect(
      parse(`postgres://role@db.example.org/base?sslmode=verify-full&sslrootcert=${ca}`).ssl,
    ).toMatchObject({
      ca: 'certificate',
      rejectUnauthorized: true,
    });
    const system = parse('postgres://role@db.example.org/base?sslrootcert=system').ssl;
    expect(system).toMatchObject({ rejectUnauthorized: true });
  });
  it('takes its password from the address, a file or PGPASSWORD, in that order', () => {
    const file = join(folder, 'password');
    writeFileSync(file, 'from file\n');
    const env = { CLOISON_STORE_PASSWORD_FILE: file, PGPASSWORD: 'from PGPASSWORD' };
    expect(parse('postgres://role:own@localhost/base', env).password).toBe('own');
    expect(parse('postgres://role@localhost/base', env).password).toBe('from file');
    expect(parse('postgres://role@localhost/base', { PGPASSWORD: 'from PGPASSWORD' }).password).toBe(
      'from PGPASSWORD',
    );
    expect(parse('postgres://role@localhost/base').password).toBeUndefined();
  });
  it('is refused without its password in the words', () => {
    const env = { CLOISON_STORE_PASSWORD_FILE: '/nowhere' };
    const wrong = [
      'postgres://role:secret@localhost',
      'postgres://:secret@localhost/base',
      'postgres://role:secret@localhost:port/base',
      'postgres://role:secret@localhost/base?application_name=x',
      'postgres://role:secret@localhost/base?sslmode=perhaps',
      'postgres://role:secret@db.example.org/base',
      'postgres://role:sec%zzret@localhost/base',
      'mysql://role:secret@localhost/base',
    ];
    for (const address of wrong) {
      const { code, message } = refusalOf(address, env);
      expect(['bad-setting', 'plain-store']).toContain(code);
      expect(message).not.toMatch(/sec(?:%zz)?ret/);
    }
    expect(refusalOf('postgres://role@localhost/base', env).code).toBe('bad-setting');
  });
  it('shows whether it holds a password', () => {
    expect(holdsPassword('postgres://role:secret@localhost/base')).toBe(true);
    expect(holdsPassword('postgres://role:@localhost/base')).toBe(false);
    expect(holdsPassword('postgres://role@localhost:5432/base')).toBe(false);
    expect(holdsPassword('postgres://localhost:5432/ba@se')).toBe(false);
    expect(holdsPassword('sqlite:/srv/a:b@c')).toBe(false);
  });
});
