/** Pairs made by two presses, from either side, with a pointer, a finger or the keyboard. Nothing has to be dragged. */
import type { MatchInteraction } from '@cloison/qti/delivery';
import { Icon } from '@cloison/theme';
import { useId, useState } from 'react';
import { membersOf, pairOf, togglePair } from '../../sitting/responses.ts';
import { useWords } from '../../words/WordsContext.tsx';
import { Content } from '../content/Content.tsx';
import { useItem, useResponse } from '../content/ItemContext.tsx';
import { choiceName, fieldName, inPupilsOrder } from './naming.ts';

/** The member that was pressed first and waits for its partner. */
interface Chosen {
  readonly side: 'source' | 'target';
  readonly id: string;
}

export function MatchPairs({ interaction }: { readonly interaction: MatchInteraction }) {
  const { item, seed, readOnly } = useItem();
  const { value, answer } = useResponse(interaction.responseId);
  const words = useWords();
  const promptId = useId();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [said, setSaid] = useState('');
  const [full, setFull] = useState(false);
  const { responseId, shuffle, prompt } = interaction;
  const sources = inPupilsOrder(interaction.sources, shuffle, seed, `${item.id}/${responseId}/sources`);
  const targets = inPupilsOrder(interaction.targets, shuffle, seed, `${item.id}/${responseId}/targets`);
  const held = membersOf(value);
  const nameOf = (list: MatchInteraction['sources'], id: string) =>
    choiceName(list.find((choice) => choice.id === id)?.content ?? [], id);

  const join = (source: string, target: string) => {
    if (readOnly) return;
    const change = togglePair(interaction, value, source, target);
    setFull(change.kind === 'full');
    if (change.kind === 'full') return setSaid(words.item.full(interaction.maxAssociations));
    const joined = membersOf(change.value).includes(pairOf(source, target));
    const say = joined ? words.item.matchJoined : words.item.matchParted;
    setSaid(say(nameOf(sources, source), nameOf(targets, target)));
    setChosen(null);
    answer(change.value);
  };

  const press = (side: Chosen['side'], id: string) => {
    if (chosen === null || chosen.side === side) {
      setChosen(chosen?.id === id ? null : { side, id });
    } else if (side === 'target') join(chosen.id, id);
    else join(id, chosen.id);
  };
  const isChosen = (side: Chosen['side'], id: string) => chosen?.side === side && chosen.id === id;

  return (
    <section className="match-field" aria-labelledby={promptId}>
      <div id={promptId} className={prompt.length === 0 ? 'only-heard' : 'item-prompt'}>
        {prompt.length === 0 ? fieldName(item, interaction, words) : <Content nodes={prompt} />}
      </div>
      <p className="item-hint">{words.item.matchHelp}</p>
      <div className="match-pairs">
        <ul className="match-sources">
          {sources.map((source) => {
            const joined = targets.filter((target) => held.includes(pairOf(source.id, target.id)));
            return (
              <li key={source.id} className="match-row">
                <button
                  type="button"
                  className="match-piece"
                  aria-pressed={isChosen('source', source.id)}
                  disabled={readOnly}
                  onClick={() => press('source', source.id)}
                >
                  <span>
                    <Content nodes={source.content} />
                  </span>
                </button>
                <Icon name="next" />
                <span className="match-joined">
                  {joined.length === 0 && <span className="match-empty">{words.item.matchEmpty}</span>}
                  {joined.map((target) => (
                    <button
                      key={target.id}
                      type="button"
                      className="match-piece"
                      data-joined="true"
                      disabled={readOnly}
                      aria-label={words.item.matchRemove(
                        choiceName(source.content, source.id),
                        choiceName(target.content, target.id),
                      )}
                      onClick={() => join(source.id, target.id)}
                    >
                      <span>
                        <Content nodes={target.content} />
                      </span>
                      <Icon name="close" />
                    </button>
                  ))}
                </span>
              </li>
            );
          })}
        </ul>
        <div className="match-targets" data-active={chosen?.side === 'source'}>
          <p className="match-targets-title">
            {chosen?.side === 'source' ? words.item.matchPick : words.item.matchTargets}
          </p>
          <ul className="match-list">
            {targets.map((target) => (
              <li key={target.id}>
                <button
                  type="button"
                  className="match-piece"
                  aria-pressed={isChosen('target', target.id)}
                  disabled={readOnly}
                  data-used={held.some((pair) => pair.endsWith(` ${target.id}`))}
                  onClick={() => press('target', target.id)}
                >
                  <span>
                    <Content nodes={target.content} />
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      </div>
      <p className="item-limit" data-tone={full ? 'full' : 'said'} role="status">
        {said}
      </p>
    </section>
  );
}
