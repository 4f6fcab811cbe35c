/** Schools that are behind, to be called: sorted, filtered, as many as a country has. */
import { SCHOOL_PACES, type SchoolPace, type SchoolParticipation } from '@cloison/console-messages';
import { useMemo, useState } from 'react';
import { useWorkEnded } from '../desk/desk-context.tsx';
import { useAnswer } from '../desk/hooks.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { DataTable, type TableColumn } from '../tables/DataTable.tsx';
import { Share } from '../tables/Share.tsx';
import { useSpeech } from '../words/language.tsx';
import { SequenceChoice } from './SequenceChoice.tsx';

const EVERY_MS = 60_000;
const TONES: Readonly<Record<SchoolPace, string>> = {
  notBegun: 'bad',
  behind: 'wait',
  going: 'now',
  done: 'good',
};

export function SchoolsPage({ campaign }: { readonly campaign: string }) {
  const { words, number } = useSpeech();
  const [sequence, setSequence] = useState<string | null>(null);
  const [wanted, setWanted] = useState('');
  const [academie, setAcademie] = useState('');
  const [pace, setPace] = useState<SchoolPace | ''>('notBegun');
  const { answer, trouble } = useAnswer('schools', { campaign, sequence }, EVERY_MS, useWorkEnded());
  const { answer: participation } = useAnswer('participation', { campaign, sequence: null });
  const { schools: own, participation: counts } = words;
  const rows = useMemo(() => {
    const word = plain(wanted);
    return (answer ?? []).filter(
      (school) =>
        (pace === '' || school.pace === pace) &&
        (academie === '' || school.academie === academie) &&
        (word === '' ||
          plain(`${school.uai} ${school.name} ${school.town} ${school.departement}`).includes(word)),
    );
  }, [answer, wanted, academie, pace]);
  const columns = useMemo(
    (): readonly TableColumn<SchoolParticipation>[] => [
      { id: 'uai', head: 'UAI', value: ({ uai }) => uai },
      { id: 'name', head: own.name, value: ({ name }) => name },
      { id: 'town', head: own.town, value: ({ town }) => town },
      { id: 'academie', head: counts.academie, value: (one) => `${one.academie} (${one.departement})` },
      {
        id: 'pace',
        head: own.pace,
        value: (one) => SCHOOL_PACES.indexOf(one.pace),
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
    [own, counts, number],
  );
  const academies = useMemo(
    () => [...new Set((answer ?? []).map((school) => school.academie))].sort((a, b) => a.localeCompare(b)),
    [answer],
  );
  return (
    <div className="page">
      <PageTitle>{words.pages.schools}</PageTitle>
      <p className="soft">{own.about}</p>
      <TroubleNotice trouble={trouble} />
      <div className="filters">
        <label>
          {own.search}
          <input
            className="text-input"
            type="search"
            value={wanted}
            onChange={({ target }) => setWanted(target.value)}
          />
        </label>
        <label>
          {counts.academie}
          <select value={academie} onChange={({ target }) => setAcademie(target.value)}>
            <option value="">{own.all}</option>
            {academies.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <label>
          {own.pace}
          <select value={pace} onChange={({ target }) => setPace(target.value as SchoolPace | '')}>
            <option value="">{own.all}</option>
            {SCHOOL_PACES.map((one) => (
              <option key={one} value={one}>
                {own.paces[one]}
              </option>
            ))}
          </select>
        </label>
        <SequenceChoice sequences={participation?.sequences ?? []} value={sequence} onChange={setSequence} />
      </div>
      {answer === null ? (
        trouble === null && <p>{words.loading}</p>
      ) : (
        <>
          <p aria-live="polite">{own.count(number(rows.length), number(answer.length))}</p>
          <DataTable
            label={words.pages.schools}
            columns={columns}
            rows={rows}
            keyOf={({ uai }) => uai}
            sortedBy={{ id: 'left', desc: true }}
            tall
          />
        </>
      )}
    </div>
  );
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
