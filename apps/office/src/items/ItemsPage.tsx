/** Items as they come in: facility and discrimination so far, distractors that draw too well, a key that looks wrong. */
import type { ItemSoFar, ItemsSoFar } from '@cloison/console-messages';
import { Button, Notice } from '@cloison/theme';
import { useMemo, useState } from 'react';
import { useMay } from '../desk/desk-context.tsx';
import { NotYours } from '../frame/NotYours.tsx';
import { PageTitle } from '../frame/PageTitle.tsx';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { useAddressState } from '../navigation/address-state.ts';
import { DataTable, type TableColumn } from '../tables/DataTable.tsx';
import { useSpeech } from '../words/language.tsx';
import { useLatest, useStart, useWork } from '../works/use-work.ts';
import { WorkProgressBar } from '../works/WorkCard.tsx';
import { ChangeItem } from './ChangeItem.tsx';
import { ChoicesOfItem } from './ChoicesOfItem.tsx';
import { ItemScatter } from './ItemScatter.tsx';
import { flagsOf, type ItemFlag } from './item-flags.ts';

export function ItemsPage({ campaign }: { readonly campaign: string }) {
  const { words } = useSpeech();
  const own = words.items;
  const mayRead = useMay('campaign items');
  const { start, isStarting, trouble } = useStart();
  const latest = useLatest(['items'], campaign);
  return (
    <div className="page">
      <PageTitle>{words.pages.items}</PageTitle>
      <p className="soft">{own.about}</p>
      {mayRead ? (
        <div className="actions">
          <Button
            variant="primary"
            isDisabled={isStarting || latest?.endedAt === null}
            onPress={() => start({ kind: 'items', campaign })}
          >
            {latest === null ? own.read : own.readAgain}
          </Button>
        </div>
      ) : (
        <NotYours command="campaign items" />
      )}
      <TroubleNotice trouble={trouble} />
      {latest !== null && <Read campaign={campaign} id={latest.id} />}
    </div>
  );
}

function Read({ campaign, id }: { readonly campaign: string; readonly id: number }) {
  const { words, dateTime, number } = useSpeech();
  const work = useWork(id);
  if (work === null) return <p>{words.loading}</p>;
  const result = work.state === 'done' ? (work.result as unknown as ItemsSoFar) : null;
  return (
    <>
      <WorkProgressBar work={work} />
      <TroubleNotice trouble={work.trouble} />
      {result !== null && (
        <>
          <p aria-live="polite">{words.items.asOf(number(result.pupils), dateTime(work.endedAt ?? ''))}</p>
          <Domains campaign={campaign} items={result} />
        </>
      )}
    </>
  );
}

interface Row extends ItemSoFar {
  readonly sequence: string;
  readonly domain: string;
  readonly flags: readonly ItemFlag[];
}

function Domains({ campaign, items }: { readonly campaign: string; readonly items: ItemsSoFar }) {
  const { words, text, number, percent } = useSpeech();
  const own = words.items;
  const [domain, setDomain] = useAddressState('domaine', '');
  const [flagged, setFlagged] = useAddressState('a-regarder', 'non', ['oui', 'non']);
  const isFlagged = flagged === 'oui';
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useAddressState('item', '');
  const all = useMemo(
    (): readonly Row[] =>
      items.domains.flatMap((one) =>
        one.items.map((item) => ({
          ...item,
          sequence: one.sequence,
          domain: text(one.title),
          flags: flagsOf(item),
        })),
      ),
    [items, text],
  );
  const rows = useMemo(
    () =>
      all.filter(
        (row) =>
          (domain === '' || row.domain === domain) &&
          (!isFlagged || row.flags.length > 0) &&
          row.id.toLowerCase().includes(typed.trim().toLowerCase()),
      ),
    [all, domain, isFlagged, typed],
  );
  const few = items.domains.filter(({ items: of }) => of.length === 0);
  const columns = useMemo(
    (): readonly TableColumn<Row>[] => [
      {
        id: 'id',
        head: own.item,
        value: ({ id }) => id,
        cell: ({ id, domain: of }) => (
          <button type="button" className="link-button" onClick={() => setChosen(`${of}/${id}`)}>
            {id}
          </button>
        ),
      },
      { id: 'domain', head: own.domain, value: (row) => row.domain },
      {
        id: 'flags',
        head: own.flagged,
        value: ({ flags }) => -flags.length,
        said: ({ flags }) => flags.map((flag) => own.flags[flag]).join(', '),
        cell: ({ flags }) => (
          <span className="item-flags">
            {flags.map((flag) => (
              <span
                key={flag}
                className="tag"
                data-tone={flag === 'key' || flag === 'negative' ? 'bad' : 'wait'}
              >
                {own.flags[flag]}
              </span>
            ))}
          </span>
        ),
      },
      {
        id: 'pupils',
        head: own.pupils,
        value: ({ pupils }) => pupils,
        cell: ({ pupils }) => number(pupils),
        isNumber: true,
      },
      {
        id: 'facility',
        head: own.facility,
        value: ({ facility }) => facility ?? -1,
        said: ({ facility }) => facility,
        cell: ({ facility }) => (facility === null ? '–' : percent(facility)),
        isNumber: true,
      },
      {
        id: 'discrimination',
        head: own.discrimination,
        value: ({ discrimination }) => discrimination ?? -2,
        said: ({ discrimination }) => discrimination,
        cell: ({ discrimination }) => (discrimination === null ? '–' : number(discrimination, 2)),
        isNumber: true,
      },
      {
        id: 'omitted',
        head: own.omitted,
        value: ({ omitted, pupils }) => (pupils === 0 ? 0 : omitted / pupils),
        cell: ({ omitted, pupils }) => (pupils === 0 ? '–' : percent(omitted / pupils)),
        isNumber: true,
      },
    ],
    [own, number, percent, setChosen],
  );
  const item = all.find((row) => `${row.domain}/${row.id}` === chosen) ?? null;
  return (
    <>
      {few.length > 0 && (
        <Notice tone="info">
          <p>{own.few(few.map(({ title }) => text(title)).join(', '), number(items.least))}</p>
        </Notice>
      )}
      {all.length > 0 && (
        <>
          <div className="filters">
            <label>
              {own.search}
              <input
                className="text-input"
                type="search"
                value={typed}
                onChange={({ target }) => setTyped(target.value)}
              />
            </label>
            <label>
              {own.domain}
              <select value={domain} onChange={({ target }) => setDomain(target.value)}>
                <option value="">{own.allDomains}</option>
                {[...new Set(all.map((row) => row.domain))].map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
            </label>
            <label className="tick-box">
              <input
                type="checkbox"
                checked={isFlagged}
                onChange={({ target }) => setFlagged(target.checked ? 'oui' : 'non')}
              />
              <span>{own.onlyFlagged}</span>
            </label>
            <p className="filter-count" aria-live="polite">
              {own.count(number(rows.length), number(all.length))}
            </p>
          </div>
          <div className="item-pair">
            <DataTable
              label={words.pages.items}
              columns={columns}
              rows={rows}
              keyOf={(row) => `${row.domain}/${row.id}`}
              sortedBy={{ id: 'flags', desc: false }}
            />
            <div className="item-side">
              {item === null ? (
                <ItemScatter items={rows} />
              ) : (
                <>
                  <ChoicesOfItem item={item} onClose={() => setChosen('')} />
                  <ChangeItem key={chosen} campaign={campaign} sequence={item.sequence} item={item.id} />
                </>
              )}
            </div>
          </div>
        </>
      )}
    </>
  );
}
