/** What schools ask for and the incidents that they report: a list, and the one that is opened, to be decided. */
import {
  REQUEST_COLUMNS,
  REQUEST_FILTERS,
  REQUESTS_A_PAGE,
  type RequestFilter,
  SCHOOL_REQUEST_KINDS,
  type SchoolRequest,
  type SchoolRequestKind,
} from '@cloison/console-messages';
import { Notice } from '@cloison/theme';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useDesk, useMay, useWorkEnded } from '../desk/desk-context.tsx';
import { useAnswer } from '../desk/hooks.ts';
import { ask } from '../desk/office.ts';
import { NotYours } from '../frame/NotYours.tsx';
import { PageTitle } from '../frame/PageTitle.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { useAddressState } from '../navigation/address-state.ts';
import { DataTable, type TableColumn } from '../tables/DataTable.tsx';
import { ChoiceFilter, Filters, SearchFilter } from '../tables/filters.tsx';
import { Pager } from '../tables/Pager.tsx';
import { usePages } from '../tables/use-pages.ts';
import { PAUSE_MS, useLast, useSettled } from '../tables/use-settled.ts';
import { useSpeech } from '../words/language.tsx';
import type { Words } from '../words/words.ts';
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
        <Notice tone="info">{mayList ? <p>{words.noKeys}</p> : <NotYours command="requests list" />}</Notice>
      )}
    </div>
  );
}

function AllRequests({ campaign }: { readonly campaign: string }) {
  const { words, number } = useSpeech();
  const own = words.requests;
  const [filter, setFilter] = useAddressState<RequestFilter>('etat', 'asked', REQUEST_FILTERS);
  const [kind, setKind] = useAddressState<SchoolRequestKind | ''>('sorte', '', KINDS);
  const [typed, setTyped] = useState('');
  const { sort, from, setFrom, anew, orderOf } = usePages(REQUEST_COLUMNS, { by: 'received', desc: false });
  const [open, setOpen] = useAddressState('demande', '');
  const chosen = open === '' ? null : open;
  const setChosen = useCallback((id: string | null) => setOpen(id ?? ''), [setOpen]);
  const wanted = useSettled(typed, PAUSE_MS);
  const asked = { campaign, filter, kind: kind === '' ? null : kind, wanted, sort };
  const { answer, trouble, again } = useAnswer(
    'schoolRequests',
    { ...asked, from, all: false },
    EVERY_MS,
    useWorkEnded(),
  );
  const page = useLast(answer);
  const next = useNext(page?.rows ?? NONE, chosen);
  // Of those that wait and of incidents, the state is known by the choice.
  const hasStates = filter === 'over' || filter === 'all';
  const columns = useColumns(chosen, setChosen, hasStates);
  const more = useMemo(
    () => [
      { head: 'UAI', value: ({ uai }: SchoolRequest) => uai },
      { head: own.town, value: ({ town }: SchoolRequest) => town },
      { head: own.state, value: ({ state }: SchoolRequest) => own.states[state] },
    ],
    [own],
  );
  if (page === null) return trouble === null ? <p>{words.loading}</p> : <TroubleNotice trouble={trouble} />;
  const isNarrowed = kind !== '' || wanted !== '';
  return (
    <>
      <TroubleNotice trouble={trouble} />
      <fieldset className="choice-row">
        <legend className="only-heard">{own.shown}</legend>
        {REQUEST_FILTERS.map((one) => (
          <label key={one} className="tick-box">
            <input type="radio" name="shown" checked={filter === one} onChange={() => anew(setFilter)(one)} />
            <span>{own.filters[one](number(page.counts[one]))}</span>
          </label>
        ))}
      </fieldset>
      <Filters count={isNarrowed && own.count(number(page.found), number(page.counts[filter]))}>
        <SearchFilter label={own.search} value={typed} onChange={anew(setTyped)} />
        <ChoiceFilter
          label={own.ofKind}
          all={own.allKinds}
          value={kind}
          options={SCHOOL_REQUEST_KINDS}
          wordsOf={(one) => own.kinds[one]}
          onChange={anew(setKind)}
        />
      </Filters>
      <div className="request-pair" data-open={chosen !== null}>
        {page.rows.length === 0 ? (
          <p>{isNarrowed ? own.noneWanted : own.none[filter]}</p>
        ) : (
          <div className="request-list">
            <DataTable
              key={String(hasStates)}
              label={words.pages.requests}
              columns={columns}
              rows={page.rows}
              keyOf={({ id }) => id}
              order={orderOf(page)}
              every={() => ask('schoolRequests', { ...asked, from: 0, all: true }).then(({ rows }) => rows)}
              more={more}
            />
            <Pager
              label={own.pages}
              from={page.from}
              shown={page.rows.length}
              size={REQUESTS_A_PAGE}
              found={page.found}
              onGo={setFrom}
            />
          </div>
        )}
        {chosen !== null && (
          <RequestPart
            key={chosen}
            campaign={campaign}
            id={chosen}
            onAnswered={again}
            onNext={next === null ? null : () => setChosen(next)}
            onClose={() => setChosen(null)}
          />
        )}
      </div>
    </>
  );
}

const NONE: readonly SchoolRequest[] = [];
const KINDS: readonly (SchoolRequestKind | '')[] = ['', ...SCHOOL_REQUEST_KINDS];

/** The request after the one that is open; once that one was answered and has left the list, the one in its place. */
function useNext(rows: readonly SchoolRequest[], chosen: string | null): string | null {
  const place = useRef(0);
  const at = rows.findIndex(({ id }) => id === chosen);
  if (at >= 0) place.current = at + 1;
  const next = at >= 0 ? rows[at + 1] : rows[place.current - 1];
  return chosen === null ? null : (next?.id ?? null);
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
