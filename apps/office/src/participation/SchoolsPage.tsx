/** Schools that are behind, to be called: sorted and filtered by the office, a page at a time. */
import {
  SCHOOL_COLUMNS,
  SCHOOL_PACES,
  SCHOOLS_A_PAGE,
  type SchoolPace,
  type SchoolParticipation,
} from '@cloison/console-messages';
import { useEffect, useMemo, useState } from 'react';
import { useWorkEnded } from '../desk/desk-context.tsx';
import { useAnswer } from '../desk/hooks.ts';
import { ask } from '../desk/office.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { useAddressState } from '../navigation/address-state.ts';
import { formatRoute } from '../navigation/routes.ts';
import { DataTable, type TableColumn } from '../tables/DataTable.tsx';
import { ChoiceFilter, Filters, SearchFilter } from '../tables/filters.tsx';
import { Pager } from '../tables/Pager.tsx';
import { Share } from '../tables/Share.tsx';
import { usePages } from '../tables/use-pages.ts';
import { PAUSE_MS, useLast, useSettled } from '../tables/use-settled.ts';
import { useSpeech } from '../words/language.tsx';
import type { Words } from '../words/words.ts';
import { SequenceChoice } from './SequenceChoice.tsx';

const EVERY_MS = 60_000;
/** Numbers first from the most, words from a. */
const MOST_FIRST = ['left', 'share'] as const;
const TONES: Readonly<Record<SchoolPace, string>> = {
  notBegun: 'bad',
  behind: 'wait',
  going: 'now',
  done: 'good',
};

const PACES: readonly (SchoolPace | '')[] = ['', ...SCHOOL_PACES];

/** What the page has no room for, and a file has. */
function moreColumns(counts: Words['participation']) {
  return (['expected', 'complete', 'begun', 'absent', 'notBegun'] as const).map((id) => ({
    head: counts[id],
    value: (school: SchoolParticipation) => school[id],
  }));
}

export function SchoolsPage({ campaign }: { readonly campaign: string }) {
  const { words, number } = useSpeech();
  const [chosen, choose] = useAddressState('sequence', '');
  const sequence = chosen === '' ? null : chosen;
  const [kept, keep] = useAddressState('q', '');
  const [typed, setTyped] = useState(kept);
  const [academie, setAcademie] = useAddressState('academie', '');
  const [pace, setPace] = useAddressState<SchoolPace | ''>('etat', 'notBegun', PACES);
  const { sort, from, setFrom, anew, orderOf } = usePages(
    SCHOOL_COLUMNS,
    { by: 'left', desc: true },
    MOST_FIRST,
  );
  const wanted = useSettled(typed, PAUSE_MS);
  useEffect(() => keep(wanted), [keep, wanted]);
  const asked = {
    campaign,
    sequence,
    wanted,
    academie: academie === '' ? null : academie,
    pace: pace === '' ? null : pace,
    sort,
  };
  const { answer: fresh, trouble } = useAnswer(
    'schools',
    { ...asked, from, all: false },
    EVERY_MS,
    useWorkEnded(),
  );
  const answer = useLast(fresh);
  const { answer: participation } = useAnswer('participation', { campaign, sequence: null });
  const { schools: own, participation: counts } = words;
  const columns = useMemo(
    (): readonly TableColumn<SchoolParticipation>[] => [
      {
        id: 'uai',
        head: 'UAI',
        value: ({ uai }) => uai,
        cell: ({ uai }) => <a href={formatRoute({ campaign, page: 'files' }, { uai })}>{uai}</a>,
      },
      { id: 'name', head: own.name, value: ({ name }) => name },
      { id: 'town', head: own.town, value: ({ town }) => town },
      { id: 'academie', head: counts.academie, value: (one) => `${one.academie} (${one.departement})` },
      {
        id: 'pace',
        head: own.pace,
        value: (one) => SCHOOL_PACES.indexOf(one.pace),
        said: (one) => own.paces[one.pace],
        cell: ({ pace: shown }) => (
          <span className="tag" data-tone={TONES[shown]}>
            {own.paces[shown]}
          </span>
        ),
      },
      {
        id: 'left',
        head: own.left,
        value: ({ notBegun, begun }) => notBegun + begun,
        cell: ({ notBegun, begun }) => number(notBegun + begun),
        isNumber: true,
      },
      {
        id: 'share',
        head: counts.share,
        value: ({ complete, expected }) => (expected === 0 ? 0 : complete / expected),
        cell: ({ complete, expected, name }) => <Share done={complete} of={expected} label={name} />,
        isNumber: true,
      },
    ],
    [own, counts, number, campaign],
  );
  const more = useMemo(() => moreColumns(counts), [counts]);
  return (
    <div className="page">
      <PageTitle>{words.pages.schools}</PageTitle>
      <p className="soft">{own.about}</p>
      <TroubleNotice trouble={trouble} />
      <Filters>
        <SearchFilter label={own.search} value={typed} onChange={anew(setTyped)} />
        <ChoiceFilter
          label={counts.academie}
          all={own.all}
          value={academie}
          options={answer?.academies ?? []}
          onChange={anew(setAcademie)}
        />
        <ChoiceFilter
          label={own.pace}
          all={own.all}
          value={pace}
          options={SCHOOL_PACES}
          wordsOf={(one) => own.paces[one]}
          onChange={anew(setPace)}
        />
        <SequenceChoice
          sequences={participation?.sequences ?? []}
          value={sequence}
          onChange={anew((one: string | null) => choose(one ?? ''))}
        />
      </Filters>
      {answer === null ? (
        trouble === null && <p>{words.loading}</p>
      ) : (
        <>
          <p aria-live="polite">{own.count(number(answer.found), number(answer.all))}</p>
          <DataTable
            label={words.pages.schools}
            columns={columns}
            rows={answer.rows}
            keyOf={({ uai }) => uai}
            order={orderOf(answer)}
            more={more}
            every={() => ask('schools', { ...asked, from: 0, all: true }).then(({ rows }) => rows)}
            tall
          />
          <Pager
            label={own.pages}
            from={answer.from}
            shown={answer.rows.length}
            size={SCHOOLS_A_PAGE}
            found={answer.found}
            onGo={setFrom}
          />
        </>
      )}
    </div>
  );
}
