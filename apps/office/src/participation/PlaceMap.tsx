/** The map: a tile a département, its share in figures and as a tone. The table beside it says the same to everybody. */
import type { PlaceParticipation } from '@cloison/console-messages';
import { useSpeech } from '../words/language.tsx';
import { stepOf, TILE_COLUMNS, TILE_ROWS, TILES } from './tiles.ts';

const SIZE = 40;
const GAP = 3;

export function PlaceMap({ places }: { readonly places: readonly PlaceParticipation[] }) {
  const { words, percent, number } = useSpeech();
  const by = new Map(places.map((place) => [place.departement, place]));
  return (
    <figure className="place-map">
      <svg
        viewBox={`0 0 ${TILE_COLUMNS * SIZE} ${TILE_ROWS * SIZE}`}
        role="img"
        aria-label={words.participation.mapLabel}
      >
        {TILES.map(({ departement, column, row }) => {
          const place = by.get(departement);
          const share = place === undefined || place.expected === 0 ? null : place.complete / place.expected;
          return (
            <g
              key={departement}
              className="place-tile"
              data-step={share === null ? 'none' : stepOf(share)}
              transform={`translate(${column * SIZE} ${row * SIZE})`}
            >
              <title>
                {place === undefined || share === null
                  ? departement
                  : `${departement} ${place.name} : ${percent(share)} (${number(place.complete)} / ${number(place.expected)})`}
              </title>
              <rect width={SIZE - GAP} height={SIZE - GAP} rx={4} />
              <text x={(SIZE - GAP) / 2} y={15}>
                {departement}
              </text>
              {share !== null && (
                <text className="place-share" x={(SIZE - GAP) / 2} y={29}>
                  {percent(share)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <figcaption className="place-legend small">
        {([0, 1, 2, 3, 4] as const).map((step) => (
          <span key={step}>
            <i data-step={step} />
            {words.participation.legend[step]}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
