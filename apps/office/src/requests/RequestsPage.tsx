/** What schools ask for and the incidents that they report: a list, and the one that is opened, to be decided. */
import type { SchoolRequest, SchoolRequestState } from '@cloison/console-messages';
import { Notice } from '@cloison/theme';
import { useMemo, useState } from 'react';
import { useDesk, useMay, useWorkEnded } from '../desk/desk-context.tsx';
import { useAnswer } from '../desk/hooks.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { DataTable, type TableColumn } from '../tables/DataTable.tsx';
import type { Words } from '../words/fr.ts';
import { useSpeech } from '../words/language.tsx';
import { aboutRequest } from './about-request.ts';
import { RequestPart } from './RequestPart.tsx';
import { STATE_TONES } from './state-tones.ts';

const EVERY_MS = 30_000;

export function RequestsPage({ campaign }: { readonly campaign: string }) {
  const { words } = useSpeech();
  const { session } = useDesk();
  const mayList = useMay('requests list');
  return (
    <div className="page">
      <PageTitle>{words.pages.requests}</PageTitle>
      <p className="soft">{words.requests.about}</p>
      {mayList && session.hasKeys ? (
        <AllRequests campaign={campaign} />
      ) : (
        <Notice tone="info">
          <p>{mayList ? words.noKeys : words.work.notYours('requests list')}</p>
        </Notice>
      )}
    </div>
  );
}

const FILTERS = ['asked', 'told', 'over', 'all'] as const;
type Filter = (typeof FILTERS)[number];
const SHOWN: Readonly<Record<Filter, readonly SchoolRequestState[]>> = {
  asked: ['asked'],
  told: ['told'],
  over: ['granted', 'refused', 'withdrawn'],
  all: ['asked', 'told', 'granted', 'refused', 'withdrawn'],
};

function AllRequests({ campaign }: { readonly campaign: string }) {
  const { words, number } = useSpeech();
  const own = words.requests;
  const { answer, trouble, again } = useAnswer('schoolRequests', { campaign }, EVERY_MS, useWorkEnded());
  const [filter, setFilter] = useState<Filter>('asked');
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = useMemo(
    () => (answer ?? []).filter(({ state }) => SHOWN[filter].includes(state)),
    [answer, filter],
  );
  // Of those that wait and of incidents, the state is known by the choice.
  const hasStates = filter === 'over' || filter === 'all';
  const columns = useColumns(chosen, setChosen, hasStates);
  if (answer === null) return trouble === null ? <p>{words.loading}</p> : <TroubleNotice trouble={trouble} />;
  const count = (one: Filter) => answer.filter(({ state }) => SHOWN[one].includes(state)).length;
  return (
    <>
      <TroubleNotice trouble={trouble} />
      <fieldset className="choice-row">
        <legend className="only-heard">{own.shown}</legend>
        {FILTERS.map((one) => (
          <label key={one} className="tick-box">
            <input type="radio" name="shown" checked={filter === one} onChange={() => setFilter(one)} />
            <span>{own.filters[one](number(count(one)))}</span>
          </label>
        ))}
      </fieldset>
      <div className="request-pair" data-open={chosen !== null}>
        {rows.length === 0 ? (
          <p>{own.none[filter]}</p>
        ) : (
          <DataTable
            key={String(hasStates)}
            label={words.pages.requests}
            columns={columns}
            rows={rows}
            keyOf={({ id }) => id}
            sortedBy={{ id: 'received', desc: false }}
          />
        )}
        {chosen !== null && (
          <RequestPart
            key={chosen}
            campaign={campaign}
            id={chosen}
            onAnswered={again}
            onClose={() => setChosen(null)}
          />
        )}
      </div>
    </>
  );
}

function useColumns(
  chosen: string | null,
  onChoose: (id: string) => void,
  hasStates: boolean,
): readonly TableColumn<SchoolRequest>[] {
  const speech = useSpeech();
  const { words, dateTime } = speech;
  const own = words.requests;
  return useMemo(
    (): readonly TableColumn<SchoolRequest>[] => [
      {
        id: 'kind',
        head: own.kind,
        value: ({ kind }) => own.kinds[kind],
        cell: (request) => (
          <>
            <button
              type="button"
              className="link-button"
              aria-pressed={request.id === chosen}
              onClick={() => onChoose(request.id)}
            >
              {own.kinds[request.kind]}
            </button>
            <span className="request-about soft">{aboutRequest(speech, request)}</span>
          </>
        ),
      },
      {
        id: 'school',
        head: own.school,
        value: ({ school }) => school,
        cell: ({ school, uai, town }) => (
          <>
            {school}
            <span className="request-about soft">
              {uai} · {town}
            </span>
          </>
        ),
      },
      {
        id: 'received',
        head: own.received,
        value: ({ receivedAt }) => receivedAt,
        cell: ({ receivedAt }) => <span className="request-date">{dateTime(receivedAt)}</span>,
      },
      ...(hasStates ? [stateColumn(own)] : []),
      {
        id: 'words',
        head: own.words,
        value: ({ note }) => note,
        cell: ({ note }) => <span className="request-words">{note}</span>,
      },
    ],
    [own, chosen, onChoose, hasStates, dateTime, speech],
  );
}

function stateColumn(own: Words['requests']): TableColumn<SchoolRequest> {
  return {
    id: 'state',
    head: own.state,
    value: ({ state }) => own.states[state],
    cell: ({ state }) => (
      <span className="tag" data-tone={STATE_TONES[state]}>
        {own.states[state]}
      </span>
    ),
  };
}
