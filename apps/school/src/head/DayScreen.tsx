/** The end of a day, on one page to be kept: who has finished in each class, what happened, what was asked and answered. */
import { Button, Notice, TableFrame } from '@cloison/theme';
import { useEffect } from 'react';
import type { Desk } from '../desk/desk.ts';
import { tellings } from '../desk/desk-entries.ts';
import type { SchoolDesk } from '../desk/school-desk.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { Tellings } from '../home/Tellings.tsx';
import { useObservable, useObservables, usePolling } from '../live/hooks.ts';
import { useSpeech } from '../words/language.tsx';
import { listName } from '../words/list-name.ts';

/** Columns, in the order in which a head asks. */
const STATES = ['complete', 'begun', 'notBegun', 'absent'] as const;

export function DayScreen({ desk, school }: { readonly desk: Desk; readonly school: SchoolDesk }) {
  const { words, text, dateTime } = useSpeech();
  useObservable(school);
  useObservables(desk.classes);
  usePolling([school, ...desk.classes], 'day');
  // What the staff of classes reported is in records of their own.
  useEffect(() => {
    for (const one of desk.classes) void one.record?.refresh(null).catch(() => undefined);
  }, [desk]);
  const { view } = school.participation;
  const answers = school.answers.view.kind === 'ready' ? school.answers.view.value : null;
  const entries = Object.assign(
    {},
    ...desk.classes.map(({ record }) => record?.entries ?? {}),
    school.record?.entries ?? {},
  );
  const list = tellings(entries, answers);
  const records = [school.record, ...desk.classes.map(({ record }) => record)];
  const isComplete = records.every((record) => record === null || (record.isRead && record.refused === null));
  const titleOf = (id: string) =>
    text(desk.manifest.sequences.find((one) => one.id === id)?.title ?? { fr: id, en: id });
  const levelOf = (id: string) =>
    text(desk.manifest.levels.find((one) => one.id === id)?.title ?? { fr: id, en: id });
  // A class of two levels has the same sequence twice.
  const severalLevels =
    view.kind === 'ready' && new Set(view.value.classes.map(({ level }) => level)).size > 1;
  const reasonOf = (id: string) =>
    text(desk.manifest.notSitting?.find((one) => one.id === id)?.title ?? { fr: id, en: id });
  const names = new Map(
    desk.classes.flatMap(({ pupils }) => pupils.map((one) => [one.orderNumber, listName(one)] as const)),
  );
  const tellingsOf = (incidents: boolean) =>
    list.filter(({ entry }) => (entry.kind === 'incident') === incidents);
  const show = (incidents: boolean) => (
    <Tellings
      list={tellingsOf(incidents)}
      record={null}
      nameOf={(order) => names.get(order) ?? order}
      sequenceTitle={titleOf}
    />
  );
  return (
    <div className="page day-page">
      <PageTitle
        up={{ to: { page: 'home' }, label: words.home }}
        aside={
          <Button variant="primary" icon="print" onPress={() => print()}>
            {words.print}
          </Button>
        }
      >
        {words.day.title}
      </PageTitle>
      <p>
        {desk.keyring.school.name}
        {view.kind === 'ready' && `, ${dateTime(Date.parse(view.value.at))}`}
      </p>
      <section aria-labelledby="day-classes">
        <h2 id="day-classes">{words.head.participation}</h2>
        {view.kind !== 'ready' ? (
          <Notice tone="info">{words.head.noParticipation}</Notice>
        ) : (
          <TableFrame label={words.day.title}>
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">{words.head.class}</th>
                  {severalLevels && <th scope="col">{words.head.level}</th>}
                  <th scope="col">{words.head.sequence}</th>
                  {STATES.map((state) => (
                    <th scope="col" key={state} className="number">
                      {words.states[state]}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {view.value.classes.flatMap(({ label, level, sequences }) =>
                  Object.entries(sequences).map(([id, counts]) => (
                    <tr key={`${label} ${level} ${id}`}>
                      <th scope="row">{label}</th>
                      {severalLevels && <td>{levelOf(level)}</td>}
                      <td>{titleOf(id)}</td>
                      {STATES.map((state) => (
                        <td key={state} className="number">
                          {counts[state]}
                          {state === 'absent' &&
                            Object.entries(counts.why ?? {}).map(([reason, count]) => (
                              <span key={reason} className="th-note">
                                {`${reasonOf(reason)}\u00a0:\u00a0${count}`}
                              </span>
                            ))}
                        </td>
                      ))}
                    </tr>
                  )),
                )}
              </tbody>
            </table>
          </TableFrame>
        )}
      </section>
      {!isComplete && <Notice tone="warning">{words.day.incomplete}</Notice>}
      <section aria-labelledby="day-incidents">
        <h2 id="day-incidents">{words.day.incidents}</h2>
        {show(true)}
      </section>
      <section aria-labelledby="day-requests">
        <h2 id="day-requests">{words.telling.told}</h2>
        {show(false)}
      </section>
    </div>
  );
}
