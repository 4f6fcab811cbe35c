import { describe, expect, it } from 'vitest';
import { HolderLocks } from './holder-locks.ts';
import { Subjects } from './schema.ts';

/** Actions that end when the test says so, and the order in which they began and ended. */
function acts() {
  const order: string[] = [];
  const ends = new Map<string, (failed?: Error) => void>();
  const act = (name: string) => () => {
    order.push(`+${name}`);
    return new Promise<string>((resolve, reject) => {
      ends.set(name, (failed) => {
        order.push(`-${name}`);
        if (failed === undefined) resolve(name);
        else reject(failed);
      });
    });
  };
  const end = async (name: string, failed?: Error) => {
    ends.get(name)!(failed);
    for (let i = 0; i < 10; i++) await null;
  };
  return { order, act, end };
}

const holder = (name: string) => Buffer.from(name.padEnd(16, '-'));

function locksOfRecords() {
  const locks = new HolderLocks();
  const subjects = new Subjects('test').campaign('campaign', 1);
  const record = <T>(of: string, name: string, act: () => Promise<T>) =>
    locks.withRecord(subjects.record(holder(of), name).subject, holder(of), act);
  return { locks, record };
}

describe('the order of actions on a holder', () => {
  it('is that of their arrival for one record, after a failure too; other records and holders do not wait', async () => {
    const { order, act, end } = acts();
    const { locks, record } = locksOfRecords();
    const first = record('a', 'x', act('1'));
    const second = record('a', 'x', act('2'));
    const third = record('a', 'x', act('3'));
    void record('a', 'y', act('4'));
    void record('ab', 'x', act('5'));
    expect(order).toEqual(['+1', '+4', '+5']);
    const refused = expect(first).rejects.toThrow('no');
    await end('1', new Error('no'));
    await refused;
    expect(order).toEqual(['+1', '+4', '+5', '-1', '+2']);
    await end('2');
    await end('3');
    expect(await Promise.all([second, third])).toEqual(['2', '3']);
    await end('4');
    await end('5');
    expect(locks.size).toBe(0);
  });
  it('puts an action on the whole holder after all that came before it and before all that come later', async () => {
    const { order, act, end } = acts();
    const { locks, record } = locksOfRecords();
    void record('a', 'x', act('1'));
    void record('a', 'y', act('2'));
    void locks.withHolder(holder('a'), act('W'));
    void record('a', 'x', act('3'));
    void locks.withHolder(holder('a'), act('V'));
    void record('a', 'z', act('4'));
    void record('b', 'x', act('other'));
    expect(order).toEqual(['+1', '+2', '+other']);
    for (const name of ['2', '1', 'W', '3', 'V', '4', 'other']) await end(name);
    expect(order.join(' ')).toBe('+1 +2 +other -2 -1 +W -W +3 -3 +V -V +4 -4 -other');
    expect(locks.size).toBe(0);
  });
});
