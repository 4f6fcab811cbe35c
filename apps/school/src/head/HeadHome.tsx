/** A head's home: one sentence, what needs doing, then participation of the school's classes. */
import { Icon, Notice, TableFrame } from '@cloison/theme';
import type { Desk } from '../desk/desk.ts';
import type { SchoolDesk } from '../desk/school-desk.ts';
import { NoticesPanel } from '../frame/NoticesPanel.tsx';
import { PageTitle } from '../frame/PageTitle.tsx';
import { ProgressBar } from '../frame/ProgressBar.tsx';
import { LastSignIn } from '../home/LastSignIn.tsx';
import { useObservable, usePolling } from '../live/hooks.ts';
import { formatRoute, type Route } from '../navigation/routes.ts';
import { useSpeech } from '../words/language.tsx';
import { schoolTypeOf } from '../words/school-type.ts';
import { classTotals, countsSomebody, schoolTotal } from './school-totals.ts';

export function HeadHome({ desk, school }: { readonly desk: Desk; readonly school: SchoolDesk }) {
  const { words, text, dateTime } = useSpeech();
  useObservable(school);
  usePolling([school], 'school');
  const participation = school.participation.view;
  const classes = participation.kind === 'ready' ? classTotals(participation.value) : [];
  const total = schoolTotal(classes);
  const title =
    participation.kind === 'ready'
      ? words.head.sentence(total.complete, total.expected, total.absent)
      : desk.keyring.school.name;
  const sequenceTitle = (id: string) =>
    text(desk.manifest.sequences.find((sequence) => sequence.id === id)?.title ?? { fr: id, en: id });
  const levelTitle = (id: string) =>
    text(desk.manifest.levels.find((level) => level.id === id)?.title ?? { fr: id, en: id });
  const deskOf = (label: string, level: string) =>
    desk.classes.find((candidate) => candidate.label === label && candidate.level === level);
  const report = school.report.view;
  const hasResult = report.kind === 'ready' && countsSomebody(report.value);
  // A column with the same text in every row is left out.
  const severalLevels = new Set(classes.map(({ level }) => level)).size > 1;
  const online = desk.manifest.levels.some(({ mode }) => mode === 'online');
  const behind = classes
    .map((entry) => ({ ...entry, left: entry.total.expected - entry.total.complete - entry.total.absent }))
    .filter(({ left }) => left > 0)
    .sort((a, b) => b.left - a.left)
    .slice(0, 3);
  const tasks: readonly (readonly [Route, string])[] = [
    [{ page: 'cards' }, words.head.todo.codes],
    ...(online ? [[{ page: 'codes' }, words.head.todo.slips] as const] : []),
    ...behind.flatMap(({ label, level, left }) => {
      const found = deskOf(label, level);
      return found === undefined
        ? []
        : [
            [
              { page: 'class', class: found.index } as const,
              words.head.todo.follow(text(found.name), left),
            ] as const,
          ];
    }),
    ...(hasResult
      ? [[{ page: 'schoolResults' }, words.head.todo.results(schoolTypeOf(desk.classes))] as const]
      : []),
    ...(school.record === null
      ? []
      : [[{ page: 'requests' }, words.telling.link] as const, [{ page: 'day' }, words.day.link] as const]),
  ];
  return (
    <div className="page">
      <PageTitle>{title}</PageTitle>
      <NoticesPanel views={[school.notices.view]} />
      <section aria-labelledby="todo">
        <h2 id="todo">{words.homePage.todo}</h2>
        <ol className="tasks">
          {tasks.map(([to, label]) => (
            // By where it leads: the words count pupils, and a link that has the focus stays when the count moves.
            <li key={formatRoute(to)}>
              <a className="task" href={formatRoute(to)}>
                <span className="task-label">{label}</span>
                <span className="task-detail" />
                <Icon name="next" />
              </a>
            </li>
          ))}
        </ol>
      </section>
      <section aria-labelledby="participation">
        <h2 id="participation">{words.head.participation}</h2>
        {participation.kind !== 'ready' ? (
          <Notice tone="info">
            {participation.kind === 'loading' ? words.loading : words.head.noParticipation}
          </Notice>
        ) : (
          <>
            <p className="soft">{words.when.at(dateTime(Date.parse(participation.value.at)))}</p>
            <TableFrame label={desk.keyring.school.name}>
              <table className="data-table participation-table">
                <thead>
                  <tr>
                    <th scope="col">{words.head.class}</th>
                    {severalLevels && <th scope="col">{words.head.level}</th>}
                    <th scope="col">{words.head.sequence}</th>
                    <th scope="col" className="number">
                      {words.head.expected}
                    </th>
                    <th scope="col" className="number">
                      {words.states.complete}
                    </th>
                    <th scope="col" className="number">
                      {words.states.begun}
                    </th>
                    <th scope="col" className="number">
                      {words.states.notBegun}
                    </th>
                    <th scope="col" className="number">
                      {words.states.absent}
                    </th>
                    <th scope="col">
                      <span className="only-heard">{words.head.participation}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {classes.flatMap(({ label, level, sequences }) =>
                    sequences.map(([id, counts], i) => {
                      const found = deskOf(label, level);
                      return (
                        <tr key={`${label} ${level} ${id}`} data-first={i === 0}>
                          <th scope="row">
                            {/* One link a class, though it has a row for each sequence. */}
                            {found === undefined || i > 0 ? (
                              label
                            ) : (
                              <a href={formatRoute({ page: 'class', class: found.index })}>{label}</a>
                            )}
                          </th>
                          {severalLevels && <td>{levelTitle(level)}</td>}
                          <td>{sequenceTitle(id)}</td>
                          <td className="number">{counts.expected}</td>
                          <td className="number">{counts.complete}</td>
                          <td className="number">{counts.begun}</td>
                          <td className="number">{counts.notBegun}</td>
                          <td className="number">{counts.absent}</td>
                          <td>
                            <ProgressBar
                              label={`${label}, ${sequenceTitle(id)}`}
                              value={counts.complete + counts.absent}
                              max={counts.expected}
                            />
                          </td>
                        </tr>
                      );
                    }),
                  )}
                </tbody>
              </table>
            </TableFrame>
          </>
        )}
      </section>
      <LastSignIn desk={desk} />
      <p className="quiet">
        <a href={formatRoute({ page: 'rescue' })}>{words.homePage.rescue}</a>
      </p>
    </div>
  );
}
