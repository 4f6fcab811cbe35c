/** Participation as it comes in: by level and sequence, by place, and the day against yesterday. */

import type { Participation, PlaceParticipation } from '@cloison/console-messages';
import { useMemo } from 'react';
import { useWorkEnded } from '../desk/desk-context.tsx';
import { useAnswer } from '../desk/hooks.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { useAddressState } from '../navigation/address-state.ts';
import { DataTable, type TableColumn } from '../tables/DataTable.tsx';
import { SavedTable } from '../tables/SavedTable.tsx';
import { Share } from '../tables/Share.tsx';
import { useSpeech } from '../words/language.tsx';
import { DayCurve } from './DayCurve.tsx';
import { PlaceMap } from './PlaceMap.tsx';
import { SequenceChoice } from './SequenceChoice.tsx';

const EVERY_MS = 20_000;

export function ParticipationPage({ campaign }: { readonly campaign: string }) {
  const { words, dateTime } = useSpeech();
  const [chosen, choose] = useAddressState('sequence', '');
  const sequence = chosen === '' ? null : chosen;
  const { answer, trouble } = useAnswer('participation', { campaign, sequence }, EVERY_MS, useWorkEnded());
  const { participation: own } = words;
  return (
    <div className="page">
      <PageTitle
        aside={
          answer?.at == null ? undefined : <span className="soft small">{own.asOf(dateTime(answer.at))}</span>
        }
      >
        {words.pages.participation}
      </PageTitle>
      <TroubleNotice trouble={trouble} />
      {answer === null ? (
        trouble === null && <p>{words.loading}</p>
      ) : answer.sequences.length === 0 ? (
        <p>{own.nothing}</p>
      ) : (
        <>
          <Sequences sequences={answer.sequences} />
          <DayCurve today={answer.today} yesterday={answer.yesterday} />
          <section>
            <div className="filters">
              <h2>{own.places}</h2>
              <SequenceChoice
                sequences={answer.sequences}
                value={sequence}
                onChange={(one) => choose(one ?? '')}
              />
            </div>
            <div className="place-pair">
              <PlaceMap places={answer.places} />
              <Places places={answer.places} />
            </div>
          </section>
        </>
      )}
    </div>
  );
}

function Sequences({ sequences }: Pick<Participation, 'sequences'>) {
  const { words, text, number } = useSpeech();
  const { participation: own } = words;
  return (
    <SavedTable label={own.sequences}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">{own.sequence}</th>
            <th scope="col" className="number">
              {own.expected}
            </th>
            <th scope="col" className="number">
              {own.complete}
            </th>
            <th scope="col" className="number">
              {own.share}
            </th>
            <th scope="col" className="number">
              {own.begun}
            </th>
            <th scope="col" className="number">
              {own.absent}
            </th>
            <th scope="col" className="number">
              {own.notBegun}
            </th>
          </tr>
        </thead>
        <tbody>
          {sequences.map((one) => {
            const name = `${text(one.levelTitle)} · ${text(one.title)}`;
            return (
              <tr key={`${one.level}/${one.sequence}`}>
                <th scope="row">{name}</th>
                <td className="number">{number(one.expected)}</td>
                <td className="number">{number(one.complete)}</td>
                <td>
                  <Share done={one.complete} of={one.expected} label={name} />
                </td>
                <td className="number">{number(one.begun)}</td>
                <td className="number">{number(one.absent)}</td>
                <td className="number">{number(one.notBegun)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </SavedTable>
  );
}

function Places({ places }: { readonly places: readonly PlaceParticipation[] }) {
  const { words, number } = useSpeech();
  const { participation: own } = words;
  const [by, setBy] = useAddressState<'departement' | 'academie'>('lieux', 'academie', [
    'departement',
    'academie',
  ]);
  const rows = useMemo(() => (by === 'academie' ? byAcademie(places) : places), [by, places]);
  const columns = useMemo(
    (): readonly TableColumn<PlaceParticipation>[] => [
      {
        id: 'place',
        head: by === 'academie' ? own.academie : own.departement,
        value: (place) => (by === 'academie' ? place.academie : `${place.departement} ${place.name}`),
      },
      { id: 'schools', head: own.schools, value: ({ schools }) => schools, isNumber: true },
      {
        id: 'notBegun',
        head: own.schoolsNotBegun,
        value: ({ schoolsNotBegun }) => schoolsNotBegun,
        isNumber: true,
      },
      {
        id: 'expected',
        head: own.expected,
        value: ({ expected }) => expected,
        cell: ({ expected }) => number(expected),
        isNumber: true,
      },
      {
        id: 'share',
        head: own.share,
        value: ({ complete, expected }) => (expected === 0 ? 0 : complete / expected),
        cell: ({ complete, expected, name }) => <Share done={complete} of={expected} label={name} />,
        isNumber: true,
      },
    ],
    [by, own, number],
  );
  return (
    <div className="place-table">
      <fieldset className="choice-row">
        <legend className="only-heard">{own.places}</legend>
        {(['academie', 'departement'] as const).map((one) => (
          <label key={one} className="tick-box">
            <input type="radio" name="places" checked={by === one} onChange={() => setBy(one)} />
            <span>{own.by[one]}</span>
          </label>
        ))}
      </fieldset>
      <DataTable
        key={by}
        label={own.by[by]}
        columns={columns}
        rows={rows}
        keyOf={(place) => (by === 'academie' ? place.academie : place.departement)}
        sortedBy={{ id: 'share', desc: false }}
      />
    </div>
  );
}

function byAcademie(places: readonly PlaceParticipation[]): readonly PlaceParticipation[] {
  const sums = new Map<string, PlaceParticipation>();
  for (const place of places) {
    const sum = sums.get(place.academie);
    sums.set(place.academie, sum === undefined ? { ...place, name: place.academie } : added(sum, place));
  }
  return [...sums.values()];
}

function added(a: PlaceParticipation, b: PlaceParticipation): PlaceParticipation {
  return {
    ...a,
    schools: a.schools + b.schools,
    schoolsNotBegun: a.schoolsNotBegun + b.schoolsNotBegun,
    expected: a.expected + b.expected,
    complete: a.complete + b.complete,
    begun: a.begun + b.begun,
    absent: a.absent + b.absent,
    notBegun: a.notBegun + b.notBegun,
  };
}
