/** Results of an académie or a region by département: a map of one group in one domain, and all groups as a table. */

import type { AreaReport, Manifest } from '@cloison/protocol';
import { TableFrame } from '@cloison/theme';
import { TileMap } from '@cloison/theme/tile-map';
import { useState } from 'react';
import { useSpeech } from '../words/language.tsx';
import { classesOf, type Group, nameOf, shareOfGroup, stepIn } from './area-places.ts';

const GROUPS = ['needs', 'fragile', 'satisfactory'] as const satisfies readonly Group[];

export interface ResultsMapProps {
  readonly report: AreaReport;
  readonly manifest: Manifest;
}

export function ResultsMap({ report, manifest }: ResultsMapProps) {
  const { words, text, number } = useSpeech();
  const [chosen, setChosen] = useState('');
  const [group, setGroup] = useState<Group>('needs');
  const { map, hidden } = words.area;
  const choices = manifest.domains.flatMap((domain) => {
    const parts = report.domains.find((one) => one.domain === domain.id)?.parts;
    const level = manifest.levels.find(({ id }) => id === domain.level);
    if (parts === undefined) return [];
    return [{ id: domain.id, parts, name: `${text(level?.title ?? domain.title)} – ${text(domain.title)}` }];
  });
  const choice = choices.find(({ id }) => id === chosen) ?? choices[0];
  if (choice === undefined) return null;
  const places = choice.parts.map(({ departement, figures }) => ({
    ...{ departement, figures, name: nameOf(departement), share: shareOfGroup(figures, group) },
  }));
  const classes = classesOf(places.flatMap(({ share }) => (share === null ? [] : [share])));
  const someHidden = places.some(({ share }) => share === null);
  const percent = (share: number | null) => (share === null ? hidden : map.percent(share, share));
  return (
    <section className="area-places" aria-labelledby="area-places">
      <h2 id="area-places">{map.title}</h2>
      <div className="area-choices">
        <label className="field">
          {words.area.domain}
          <select value={choice.id} onChange={({ target }) => setChosen(target.value)}>
            {choices.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          {map.group}
          <select value={group} onChange={({ target }) => setGroup(target.value as Group)}>
            {GROUPS.map((one) => (
              <option key={one} value={one}>
                {words.groups[one]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="area-pair">
        <TileMap
          isCropped
          label={map.labelGroup(words.groups[group], choice.name)}
          tiles={places.map(({ departement, name, share }) => ({
            departement,
            step: share === null ? 'hidden' : stepIn(classes, share),
            figure: percent(share),
            title: `${departement} ${name} : ${percent(share)}`,
          }))}
          legend={[
            ...classes.map(
              ({ low, high }, at) => [([1, 2, 3, 4] as const)[at]!, map.percent(low, high)] as const,
            ),
            ...(someHidden ? [['hidden', map.secret] as const] : []),
          ]}
        />
        <TableFrame label={`${map.title}, ${choice.name}`}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">{map.departement}</th>
                {GROUPS.map((one) => (
                  <th scope="col" key={one} className="number">
                    {words.groups[one]}
                  </th>
                ))}
                <th scope="col" className="number">
                  {words.area.pupils}
                </th>
              </tr>
            </thead>
            <tbody>
              {places.map(({ departement, name, figures }) => (
                <tr key={departement}>
                  <th scope="row">
                    {departement} {name}
                  </th>
                  {GROUPS.map((one) => (
                    <td key={one} className="number">
                      {percent(shareOfGroup(figures, one))}
                    </td>
                  ))}
                  <td className="number">{figures.pupils === null ? hidden : number(figures.pupils)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      </div>
    </section>
  );
}
