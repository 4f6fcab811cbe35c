/** Windows of each area in its own time, and whether each is open now. */

import type { CampaignLife } from '@cloison/console-messages';
import { TableFrame } from '@cloison/theme';
import { SavedTables } from '../tables/SavedTables.tsx';
import { useSpeech } from '../words/language.tsx';

const DAY_MS = 86_400_000;

export function CalendarOfAreas({ life: { areas, now, state } }: { readonly life: CampaignLife }) {
  const { words, text, number, zoneName } = useSpeech();
  const isClosed = state === 'closed';
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
                  {!isClosed && `${words.life.schools(number(area.schools))} · `}
                  {zoneName(area.zone)}
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
                      isClosed={isClosed}
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
                          isClosed={isClosed}
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
  /** The campaign: whatever its windows were. */
  readonly isClosed: boolean;
}

function WindowRow({ title, opens, closes, zone, now, isClosed }: WindowRowProps) {
  const { dateTime } = useSpeech();
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>{dateTime(opens, zone)}</td>
      <td>{dateTime(closes, zone)}</td>
      <td>
        <WindowState opens={opens} closes={closes} now={now} isClosed={isClosed} />
      </td>
    </tr>
  );
}

function WindowState({
  opens,
  closes,
  now,
  isClosed,
}: Pick<WindowRowProps, 'opens' | 'closes' | 'now' | 'isClosed'>) {
  const { words, number } = useSpeech();
  const { before, open, after } = words.life.windowStates;
  const days = (until: string) => number(Math.ceil((Date.parse(until) - Date.parse(now)) / DAY_MS));
  if (isClosed || now >= closes) return <span className="tag">{after}</span>;
  if (now < opens) return <span className="tag">{before(days(opens))}</span>;
  return (
    <span className="tag" data-tone="good">
      {open(days(closes))}
    </span>
  );
}
