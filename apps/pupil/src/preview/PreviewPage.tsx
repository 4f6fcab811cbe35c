/** For authors: an item as a pupil sees it, with its keys, what is supported of it, and the score of what is answered. */
import {
  allInteractions,
  type CardTool,
  cardTools,
  type DeliveryItem,
  type ResponseValue,
  submit,
} from '@cloison/qti/delivery';
import { Button } from '@cloison/theme';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Attempts, CustomParts } from '../item/content/ItemContext.tsx';
import { ItemView } from '../item/ItemView.tsx';
import { loadAttempts, loadInteractions, loadRare } from '../item/interactions/InteractionView.tsx';
import type { Language } from '../words/catalogue.ts';
import { FRENCH, LanguageContext, loadLanguage, type Spoken } from '../words/WordsContext.tsx';
import { PREVIEW_WORDS } from './preview-words.ts';
import {
  type Attempted,
  fetchAttempted,
  fetchPackage,
  fetchScore,
  type PreviewedItem,
  type PreviewedPackage,
  type Remark,
  type Scored,
} from './previewed-package.ts';

type Responses = Readonly<Record<string, ResponseValue>>;

const nothing = () => undefined;
const assetUrl = (path: string) => `./files/${path.split('/').map(encodeURIComponent).join('/')}`;

/** An author sees what some pupils are offered. */
const EVERY_CARD: ReadonlySet<CardTool> = new Set(Object.values(cardTools));

export function PreviewPage() {
  const [shown, setShown] = useState<PreviewedPackage | null>(null);
  const [times, setTimes] = useState(0);
  const [chosen, setChosen] = useState(() => decodeURIComponent(location.hash.slice(1)));
  const [spoken, setSpoken] = useState<Spoken>(FRENCH);
  const words = PREVIEW_WORDS[spoken.language];

  useEffect(() => {
    let gone = false;
    const read = async () => {
      const next = await fetchPackage();
      await Promise.all([loadInteractions(next.items.map(({ item }) => item)), loadRare(), loadAttempts()]);
      if (gone) return;
      setShown(next);
      setTimes((n) => n + 1);
    };
    void read();
    const changes = new EventSource('./api/changes');
    changes.onmessage = () => void read();
    return () => {
      gone = true;
      changes.close();
    };
  }, []);

  if (shown === null) return null;
  const current = shown.items.find(({ item }) => item.id === chosen) ?? shown.items[0];
  const other: Language = spoken.language === 'fr' ? 'en' : 'fr';
  return (
    <LanguageContext.Provider value={spoken}>
      <div className="preview">
        <nav className="preview-items" aria-label={words.items}>
          <h1>{shown.name}</h1>
          <ol>
            {shown.items.map(({ item, remarks }) => (
              <li key={item.id}>
                <a
                  href={`#${encodeURIComponent(item.id)}`}
                  aria-current={item.id === current?.item.id ? 'page' : undefined}
                  data-remarks={remarks.length}
                  onClick={() => setChosen(item.id)}
                >
                  {item.title} <small>{item.id}</small>
                </a>
              </li>
            ))}
          </ol>
          <RemarkList title={words.problems} remarks={shown.problems} language={spoken.language} />
          <Button variant="quiet" onPress={() => void loadLanguage(other).then(setSpoken)}>
            {words.language}
          </Button>
          <p className="preview-times" role="status">
            {words.again} {times}
          </p>
        </nav>
        {current === undefined ? (
          <p>{words.none}</p>
        ) : (
          // A file that was saved keeps what the author has answered, as far as the item still asks for it.
          <Previewed key={current.item.id} current={current} language={spoken.language} />
        )}
      </div>
    </LanguageContext.Provider>
  );
}

function Previewed({ current, language }: { readonly current: PreviewedItem; readonly language: Language }) {
  const words = PREVIEW_WORDS[language];
  const { item, keys, processing, maxScore, notPlayed, hasAttempts, remarks, scripts } = current;
  const [responses, setResponses] = useState<Responses>({});
  const [states, setStates] = useState<Readonly<Record<string, string>>>({});
  const [scored, setScored] = useState<Scored | null>(null);
  const [attempts, setAttempts] = useState<readonly Responses[]>([]);
  const [attempted, setAttempted] = useState<Attempted | null>(null);
  const answer = useCallback((responseId: string, value: ResponseValue) => {
    setResponses((before) => ({ ...before, [responseId]: value }));
  }, []);
  const custom = useMemo(
    (): CustomParts => ({
      source: async (module) => {
        const path = scripts.find((one) => one.module === module)?.path;
        return path === undefined ? null : (await fetch(assetUrl(path))).text();
      },
      file: async (path) => (await fetch(assetUrl(path))).blob(),
      keepState: (responseId, state) =>
        setStates(({ [responseId]: _before, ...others }) =>
          state === null ? others : { ...others, [responseId]: state },
        ),
    }),
    [scripts],
  );
  const shown = attempted?.item ?? item;
  const isOver = attempted?.isOver === true;
  const playing = useMemo(
    (): Attempts => ({
      ways: new Set(isOver ? [] : [...buttonsIn(shown), submit]),
      isOver,
      ended: attempts.length,
      end: (by) => setAttempts([...attempts, by === submit ? responses : { ...responses, [by]: 'true' }]),
    }),
    [attempts, responses, shown, isOver],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: an item that was read again is processed again
  useEffect(() => {
    let gone = false;
    if (attempts.length === 0) setAttempted(null);
    else
      void fetchAttempted(item.id, attempts).then((found) => {
        if (!gone) setAttempted(found);
      });
    return () => {
      gone = true;
    };
  }, [current, attempts]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an item that was read again is scored again
  useEffect(() => {
    let gone = false;
    void fetchScore(item.id, responses).then((found) => {
      if (!gone) setScored(found);
    });
    return () => {
      gone = true;
    };
  }, [current, responses]);
  // Of what was handed in, once something was.
  const of = attempted === null ? scored : attempted.scored;
  return (
    <>
      <main className="preview-item">
        <ItemView
          item={shown}
          responses={responses}
          answer={answer}
          flush={nothing}
          assetUrl={assetUrl}
          seed={1}
          readOnly={isOver}
          {...(hasAttempts ? { attempts: playing } : {})}
          cards={EVERY_CARD}
          custom={custom}
          states={states}
        />
      </main>
      <aside className="preview-keys">
        <h2>{words.score}</h2>
        <output className="preview-score">
          {of?.kind === 'scored' && `${of.score} / ${maxScore ?? '—'}`}
          {of?.kind === 'invalid' && `${words.invalid} : ${of.errors.map(({ code }) => code).join(', ')}`}
        </output>
        {attempted !== null && (
          <p className="preview-attempts">
            {words.attempts} : {attempts.length}
          </p>
        )}
        {of?.kind === 'scored' && <pre>{JSON.stringify(of.outcomes, null, 1)}</pre>}
        <Button
          variant="quiet"
          onPress={() => {
            setResponses({});
            setAttempts([]);
          }}
        >
          {words.clear}
        </Button>
        <h2>{words.keys}</h2>
        <dl>
          {keys.map(({ responseId, type, correct, mapping }) => (
            <div key={responseId}>
              <dt>
                {responseId} <small>{type}</small>
              </dt>
              <dd>{correct === null ? words.noKey : correct.join(' | ')}</dd>
              {mapping.map(({ key, points }) => (
                <dd key={key}>
                  {key} → {points} {words.mapping}
                </dd>
              ))}
            </div>
          ))}
        </dl>
        <p>
          {words.processing} : {processing}. {words.maximum} : {maxScore ?? '—'}
        </p>
        <h2>{words.support}</h2>
        {notPlayed.length === 0 ? (
          <p>{words.all}</p>
        ) : (
          notPlayed.map((what) => <p key={what.en}>{what[language]}</p>)
        )}
        <RemarkList title={words.remarks} remarks={remarks} language={language} />
      </aside>
    </>
  );
}

function buttonsIn(item: DeliveryItem): string[] {
  return allInteractions(item)
    .filter(({ kind }) => kind === 'endAttempt')
    .map(({ responseId }) => responseId);
}

interface RemarkListProps {
  readonly title: string;
  readonly remarks: readonly Remark[];
  readonly language: Language;
}

function RemarkList({ title, remarks, language }: RemarkListProps) {
  if (remarks.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <ul className="preview-remarks">
        {remarks.map((remark) => (
          <li key={`${remark.place} ${remark.en}`} data-severity={remark.severity}>
            <code>{remark.place}</code> {remark[language]}
          </li>
        ))}
      </ul>
    </>
  );
}
