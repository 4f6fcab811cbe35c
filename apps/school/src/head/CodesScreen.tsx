/** What a head prints and hands out: a card a teacher, a page of slips a class. */
import { Icon, Notice } from '@cloison/theme';
import { useEffect } from 'react';
import type { Desk } from '../desk/desk.ts';
import type { SchoolDesk, SlipsView } from '../desk/school-desk.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { useObservable, usePolling } from '../live/hooks.ts';
import { formatRoute } from '../navigation/routes.ts';
import { type Speech, useSpeech } from '../words/language.tsx';
import { CodeUses } from './CodeUses.tsx';
import { pupilsWithCode } from './slip-pages.ts';

export function CodesScreen({ desk, school }: { readonly desk: Desk; readonly school: SchoolDesk }) {
  const { words } = useSpeech();
  const view = useSlips(school);
  usePolling([school], 'codes');
  const slips = view.kind === 'ready' ? view.slips : [];
  const teachers = slips.reduce((sum, { teachers: list }) => sum + list.length, 0);
  return (
    <div className="page">
      <PageTitle up={{ to: { page: 'home' }, label: words.home }}>{words.head.codes}</PageTitle>
      {/* It says to print them. */}
      {view.kind !== 'replaced' && <p>{words.head.codesIntro}</p>}
      <MissingCodes view={view} />
      {view.kind !== 'ready' || slips.length === 0 ? (
        <NoSlips view={view} />
      ) : (
        <ul className="tasks">
          <li>
            <a className="task" href={formatRoute({ page: 'cards' })}>
              <span className="task-label">{words.head.teacherCards}</span>
              <span className="task-detail">{words.head.cardsCount(teachers)}</span>
              <Icon name="print" />
            </a>
          </li>
          {slips.map((entry, index) => {
            const count = pupilsWithCode(entry).length;
            return (
              <li key={`${entry.label} ${entry.levels.join(' ')}`}>
                {count === 0 ? (
                  <span className="task" data-idle="true">
                    <span className="task-label">{words.head.slipsOf(entry.label)}</span>
                    <span className="task-detail">{words.head.slipsNone}</span>
                  </span>
                ) : (
                  <a className="task" href={formatRoute({ page: 'slips', slips: index })}>
                    <span className="task-label">{words.head.slipsOf(entry.label)}</span>
                    <span className="task-detail">{words.head.slipsCount(count)}</span>
                    <Icon name="print" />
                  </a>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {school.record !== null && <CodeUses desk={desk} school={school} slips={slips} />}
    </div>
  );
}

/** Says that codes of some classes did not come; nothing while all did. */
export function MissingCodes({ view }: { readonly view: SlipsView }) {
  const { words } = useSpeech();
  if (view.kind !== 'ready' || view.missing === 0) return null;
  return <Notice tone="warning">{words.head.codesMissing(view.missing)}</Notice>;
}

/** The slips, fetched when the screen comes. */
export function useSlips(school: SchoolDesk): SlipsView {
  useObservable(school);
  useEffect(() => {
    void school.loadSlips();
  }, [school]);
  return school.slips;
}

/** Why there are no codes to print. */
export function NoSlips({ view }: { readonly view: SlipsView }) {
  const speech = useSpeech();
  return <Notice tone={view.kind === 'replaced' ? 'warning' : 'info'}>{sayNoSlips(view, speech)}</Notice>;
}

function sayNoSlips(view: SlipsView, { words, date }: Speech): string {
  switch (view.kind) {
    case 'loading':
      return words.loading;
    case 'ready':
      return words.head.noCodes;
    case 'closed':
      return words.head.codesClosed(
        view.opensMs === null ? null : date(view.opensMs),
        view.closesMs === null ? null : date(view.closesMs),
      );
    case 'replaced':
      return words.head.codesReplaced;
  }
}
