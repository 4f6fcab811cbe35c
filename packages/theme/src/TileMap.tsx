/**
 * A map of tiles, one a département: its figure in words and as a tone, hatched where it is hidden. It is a picture; a table
 * beside it says the same to everybody.
 */
import { useId } from 'react';
import { TILES } from './departement-tiles.ts';

/** 0: nothing; 1 to 4: more and more. `hidden`: too few to be shown. `none`: nothing is expected there. */
export type TileStep = 0 | 1 | 2 | 3 | 4 | 'hidden' | 'none';

export interface MapTile {
  readonly departement: string;
  readonly step: TileStep;
  /** Below the number of the département: "82 %"; empty where there is nothing to say. */
  readonly figure: string;
  /** Shown while the pointer rests on the tile. */
  readonly title: string;
}

export interface TileMapProps {
  /** What the map shows, and where the same is said as a table. */
  readonly label: string;
  readonly tiles: readonly MapTile[];
  readonly legend: readonly (readonly [TileStep, string])[];
  /** Only these départements, with room for longer figures; else the whole country. */
  readonly isCropped?: boolean;
}

const GAP = 3;

export function TileMap({ label, tiles, legend, isCropped = false }: TileMapProps) {
  const hatch = useId();
  const by = new Map(tiles.map((tile) => [tile.departement, tile]));
  const shown = isCropped ? TILES.filter(({ departement }) => by.has(departement)) : TILES;
  const columns = shown.map(({ column }) => column);
  const rows = shown.map(({ row }) => row);
  const [left, top] = [Math.min(...columns), Math.min(...rows)];
  const [width, height] = [Math.max(...columns) - left + 1, Math.max(...rows) - top + 1];
  const size = isCropped ? 64 : 40;
  const middle = (size - GAP) / 2;
  return (
    <figure className="tile-map">
      <svg
        viewBox={`0 0 ${width * size} ${height * size}`}
        style={isCropped ? { maxWidth: `${width * 5.5}rem` } : undefined}
        role="img"
        aria-label={label}
      >
        <defs>
          <pattern
            id={hatch}
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="6" height="6" className="tile-hatch-ground" />
            <rect width="2" height="6" className="tile-hatch-line" />
          </pattern>
        </defs>
        {shown.map(({ departement, column, row }) => {
          const { step, figure, title } = by.get(departement) ?? {
            ...{ step: 'none' as const, figure: '', title: departement },
          };
          return (
            <g
              key={departement}
              className="map-tile"
              data-step={step}
              transform={`translate(${(column - left) * size} ${(row - top) * size})`}
            >
              <title>{title}</title>
              <rect
                width={size - GAP}
                height={size - GAP}
                rx={4}
                fill={step === 'hidden' ? `url(#${hatch})` : undefined}
              />
              <text x={middle} y={middle - 3.5}>
                {departement}
              </text>
              {figure !== '' && (
                <text className="tile-figure" x={middle} y={middle + 10.5}>
                  {figure}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <figcaption className="tile-legend small">
        {legend.map(([step, words]) => (
          <span key={step}>
            <svg className="map-tile" data-step={step} viewBox="0 0 16 16" aria-hidden="true">
              <rect
                x={0.5}
                y={0.5}
                width={15}
                height={15}
                rx={3}
                fill={step === 'hidden' ? `url(#${hatch})` : undefined}
              />
            </svg>
            {words}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
