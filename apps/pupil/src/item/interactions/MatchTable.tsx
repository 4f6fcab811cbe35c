/** Pairs as a table: a row for each source, a column for each target, radio buttons or checkboxes in the cells. */
import { type MatchInteraction, responseShape } from '@cloison/qti/delivery';
import { useId, useState } from 'react';
import { pairOf, togglePair } from '../../sitting/responses.ts';
import { useWords } from '../../words/WordsContext.tsx';
import { Content } from '../content/Content.tsx';
import { useItem, useMembers } from '../content/ItemContext.tsx';
import { choiceName, fieldName, inPupilsOrder } from './naming.ts';

export function MatchTable({ interaction }: { readonly interaction: MatchInteraction }) {
  const { item, seed, readOnly } = useItem();
  const { held, hold } = useMembers(interaction.responseId);
  const words = useWords();
  const id = useId();
  const [full, setFull] = useState(false);
  const { responseId, shuffle, prompt, classes, maxAssociations } = interaction;
  const sources = inPupilsOrder(interaction.sources, shuffle, seed, `${item.id}/${responseId}/sources`);
  const targets = inPupilsOrder(interaction.targets, shuffle, seed, `${item.id}/${responseId}/targets`);
  const hidden = classes.includes('qti-header-hidden');

  const press = (source: string, target: string) => {
    if (readOnly) return;
    const pairing = responseShape(interaction);
    if (pairing.kind !== 'pairs') return;
    const next = togglePair(pairing, held, source, target);
    setFull(next === null);
    if (next !== null) hold(next);
  };

  return (
    <div className="match-field">
      <div id={`${id}-prompt`} className={prompt.length === 0 ? 'only-heard' : 'item-prompt'}>
        {prompt.length === 0 ? fieldName(item, interaction, words) : <Content nodes={prompt} explains />}
      </div>
      <div className="item-table">
        <table className="match-table" aria-labelledby={`${id}-prompt`}>
          <thead className={hidden ? 'only-heard' : undefined}>
            <tr>
              <td />
              {targets.map((target) => (
                <th key={target.id} scope="col">
                  <Content nodes={target.content} explains />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sources.map((source) => (
              <tr key={source.id}>
                <th scope="row">
                  <Content nodes={source.content} explains />
                </th>
                {targets.map((target) => {
                  const radio = source.matchMax === 1;
                  const checked = held.includes(pairOf(source.id, target.id));
                  return (
                    <td key={target.id}>
                      <label className="match-cell" data-checked={checked}>
                        <input
                          type={radio ? 'radio' : 'checkbox'}
                          name={radio ? `${id}-${source.id}` : undefined}
                          checked={checked}
                          aria-label={`${choiceName(source.content, source.id)} : ${choiceName(target.content, target.id)}`}
                          aria-disabled={readOnly}
                          onChange={() => press(source.id, target.id)}
                        />
                        <span
                          className="choice-mark"
                          data-kind={radio ? 'radio' : 'checkbox'}
                          aria-hidden="true"
                        />
                      </label>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="item-limit" role="status">
        {full ? words.item.full(maxAssociations) : ''}
      </p>
      {held.length > 0 && !readOnly && (
        <button type="button" className="item-clear" onClick={() => hold([])}>
          {words.item.clear}
        </button>
      )}
    </div>
  );
}
