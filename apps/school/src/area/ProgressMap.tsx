/** Participation of an area of several départements: a map, and the same as a table. Nothing where there is only one. */
import { TableFrame } from '@cloison/theme';
import { TileMap } from '@cloison/theme/tile-map';
import { useSpeech } from '../words/language.tsx';
import { placesOf, stepOfPlace } from './area-places.ts';
import type { SchoolRow } from './area-progress.ts';

export function ProgressMap({ rows, name }: { readonly rows: readonly SchoolRow[]; readonly name: string }) {
  const { words, number } = useSpeech();
  const { map, hidden } = words.area;
  const places = placesOf(rows);
  if (places.length < 2) return null;
  const someHidden = places.some(({ share }) => share === null);
  const say = ({ share }: (typeof places)[number]) =>
    share === null ? hidden : map.percent(share.low, share.high);
  return (
    <section className="area-places" aria-labelledby="area-places">
      <h2 id="area-places">{map.title}</h2>
      <div className="area-pair">
        <TileMap
          isCropped
          label={map.labelDone(name)}
          tiles={places.map((place) => ({
            departement: place.departement,
            step: stepOfPlace(place),
            figure: place.share === null ? hidden : map.shortPercent(place.share.low, place.share.high),
            title: `${place.departement} ${place.name} : ${say(place)}`,
          }))}
          legend={[
            ...([0, 1, 2, 3, 4] as const).map((step) => [step, map.legendDone[step]] as const),
            ...(someHidden ? [['hidden', map.fewPupils] as const] : []),
          ]}
        />
        <TableFrame label={`${map.title}, ${name}`}>
          <table className="data-table area-places-table">
            <thead>
              <tr>
                <th scope="col">{map.departement}</th>
                <th scope="col" className="number">
                  {map.schools}
                </th>
                <th scope="col" className="number">
                  {map.notBegun}
                </th>
                <th scope="col" className="number">
                  {words.area.expected}
                </th>
                <th scope="col" className="number">
                  {words.area.done}
                </th>
              </tr>
            </thead>
            <tbody>
              {places.map((place) => (
                <tr key={place.departement}>
                  <th scope="row">
                    {place.departement} {place.name}
                  </th>
                  <td className="number">{number(place.schools)}</td>
                  {place.share === null ? (
                    <td colSpan={3} className="no-result">
                      {map.fewPupils}
                    </td>
                  ) : (
                    <>
                      <td className="number">{number(place.notBegun)}</td>
                      <td className="number">{number(place.expected)}</td>
                      <td className="number">{say(place)}</td>
                    </>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      </div>
    </section>
  );
}
