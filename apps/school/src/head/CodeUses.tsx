/** When each code of the school was last used to sign in, by what the page noted in the records of its classes. */
import type { Slips } from '@cloison/protocol';
import { TableFrame } from '@cloison/theme';
import { useEffect, useState } from 'react';
import type { ClassDesk } from '../desk/class-desk.ts';
import { HEAD_RANK, ranksUsed, type SignedIn, signInsOf } from '../desk/code-uses.ts';
import type { Desk } from '../desk/desk.ts';
import type { SchoolDesk } from '../desk/school-desk.ts';
import { formatRoute } from '../navigation/routes.ts';
import { useSpeech } from '../words/language.tsx';
import type { Words } from '../words/words.ts';

interface CodeUsesProps {
  readonly desk: Desk;
  readonly school: SchoolDesk;
  /** Empty while codes are not available. */
  readonly slips: readonly Slips[];
}

interface Row {
  readonly key: string;
  readonly label: string;
  /** The newest first. */
  readonly signIns: readonly SignedIn[];
}

export function CodeUses({ desk, school, slips }: CodeUsesProps) {
  const { words, moment } = useSpeech();
  const said = words.codeUses;
  const read = useRecords(desk.classes);
  const nowMs = school.nowMs();
  const when = ({ atMs, here }: SignedIn) => (here ? said.here(moment(atMs, nowMs)) : moment(atMs, nowMs));
  const head = school.record;
  const rows: readonly Row[] = [
    ...(head === null
      ? []
      : [
          {
            key: 'head',
            label: words.roles.head,
            signIns: signInsOf(head.entries, HEAD_RANK, head.computer),
          },
        ]),
    ...labelsOf(desk.classes).flatMap((label) => rowsOfClass(label, desk.classes, slips, words)),
  ];
  const isReading = read.done < desk.classes.length;
  return (
    <section aria-labelledby="code-uses">
      <h2 id="code-uses">{said.title}</h2>
      <p>{said.intro}</p>
      <p className="soft" role="status">
        {isReading ? said.loading(read.done, desk.classes.length) : read.failed ? said.unread : ''}
      </p>
      <TableFrame label={desk.keyring.school.name}>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">{said.code}</th>
              <th scope="col">{said.last}</th>
              <th scope="col">{said.others}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, label, signIns: [last, ...others] }) => (
              <tr key={key}>
                <th scope="row">{label}</th>
                <td>{last === undefined ? said.never : when(last)}</td>
                <td>
                  {others.map((one) => (
                    <div key={one.device}>{when(one)}</div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      <p>
        <a href={formatRoute({ page: 'requests' })}>{said.replace}</a>
      </p>
    </section>
  );
}

function labelsOf(classes: readonly ClassDesk[]): readonly string[] {
  return [...new Set(classes.map(({ label }) => label))];
}

/** A row a code: those that were given out, and those that have signed in. */
function rowsOfClass(
  label: string,
  classes: readonly ClassDesk[],
  slips: readonly Slips[],
  { codeUses: said, head: { card } }: Words,
): readonly Row[] {
  const records = classes.flatMap((one) => (one.label === label && one.record !== null ? [one.record] : []));
  const given = slips.flatMap((one) =>
    one.label === label ? one.teachers.map(({ rank }) => rank ?? 1) : [],
  );
  const used = records.flatMap(({ entries }) => ranksUsed(entries));
  const ranks = [...new Set([1, ...given, ...used])].sort((a, b) => a - b);
  return ranks.map((rank) => ({
    key: `${label} ${rank}`,
    label: ranks.length === 1 ? said.teacherOf(label) : `${said.teacherOf(label)}, ${card.number(rank)}`,
    signIns: records
      .flatMap(({ entries, computer }) => signInsOf(entries, rank, computer))
      .sort((a, b) => b.atMs - a.atMs),
  }));
}

const AGAIN_MS = 30_000;

/** Reads the record of each class, one after the other, and again every half minute. */
function useRecords(classes: readonly ClassDesk[]): { readonly done: number; readonly failed: boolean } {
  const [read, setRead] = useState({ done: 0, failed: false });
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout>;
    const round = async () => {
      let failed = false;
      for (const [i, one] of classes.entries()) {
        await one.refreshRecord();
        if (stopped) return;
        failed ||= one.reach !== 'reached';
        setRead((before) => ({ done: Math.max(before.done, i + 1), failed }));
      }
      timer = setTimeout(round, AGAIN_MS);
    };
    void round();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [classes]);
  return read;
}
