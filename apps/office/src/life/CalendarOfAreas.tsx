/** Windows of each area in its own time, and whether each is open now. */

import type { AreaCalendar } from '@cloison/console-messages';
import { TableFrame } from '@cloison/theme';
import { SavedTables } from '../tables/SavedTables.tsx';
import { useSpeech } from '../words/language.tsx';

const DAY_MS = 86_400_000;

export function CalendarOfAreas({
  areas,
  now,
}: {
  readonly areas: readonly AreaCalendar[];
  readonly now: string;
}) {
  const { words, text, number, zoneName } = useSpeech();
  return (
    <section>
      <h2>{words.life.calendar}</h2>
      <SavedTables label={words.life.calendar} captions={words.life.area}>
        {areas.map((area) => (
          <TableFrame key={area.title.fr} label={`${words.life.calendar}, ${text(area.title)}`}>
            <table className="data-table">
              <caption className="calendar-caption">
                <strong>{text(area.title)}</strong>{' '}
                <span className="soft">
                  {words.life.schools(number(area.schools))} · {zoneName(area.zone)}
                </span>
              </caption>
              <thead>
                <tr>
                  <th scope="col">{words.life.window}</th>
                  <th scope="col">{words.life.opens}</th>
                  <th scope="col">{words.life.closes}</th>
                  <th scope="col">{words.life.status}</th>
                </tr>
              </thead>
              <tbody>
                {area.levels.flatMap((level) => [
                  ...level.sequences.map((window) => (
                    <WindowRow
                      key={`${level.level}/${window.sequence}`}
                      title={`${text(level.title)} · ${text(window.title)}`}
                      opens={window.opens}
                      closes={window.closes}
                      zone={area.zone}
                      now={now}
                    />
                  )),
                  ...(level.report === null
                    ? []
                    : [
                        <WindowRow
                          key={`${level.level}/report`}
                          {...level.report}
                          title={`${text(level.title)} · ${words.life.reports}`}
                          zone={area.zone}
                          now={now}
                        />,
                      ]),
                ])}
              </tbody>
            </table>
          </TableFrame>
        ))}
      </SavedTables>
    </section>
  );
}

interface WindowRowProps {
  readonly title: string;
  readonly opens: string;
  readonly closes: string;
  readonly zone: string;
  readonly now: string;
}

function WindowRow({ title, opens, closes, zone, now }: WindowRowProps) {
  const { dateTime } = useSpeech();
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>{dateTime(opens, zone)}</td>
      <td>{dateTime(closes, zone)}</td>
      <td>
        <WindowState opens={opens} closes={closes} now={now} />
      </td>
    </tr>
  );
}

function WindowState({ opens, closes, now }: Pick<WindowRowProps, 'opens' | 'closes' | 'now'>) {
  const { words, number } = useSpeech();
  const { before, open, after } = words.life.windowStates;
  const days = (until: string) => number(Math.ceil((Date.parse(until) - Date.parse(now)) / DAY_MS));
  if (now < opens) return <span className="tag">{before(days(opens))}</span>;
  if (now >= closes) return <span className="tag">{after}</span>;
  return (
    <span className="tag" data-tone="good">
      {open(days(closes))}
    </span>
  );
}
