/** The page of `cloison measurement adaptive`. */

import { basename } from 'node:path';
import type { Cell, Lang } from '@cloison/command';
import {
  type BankItem,
  type ItemParameters,
  type RoutingCut,
  type TwoStageResult,
  testInformation,
} from '@cloison/measurement';
import { decimalText, linePlot, type Report, words } from '@cloison/study-files';
import type { Population } from '../read/adaptive-design.ts';

export interface BuiltModule {
  readonly items: readonly BankItem[];
  /** Null for a module chosen already. */
  readonly target: readonly { readonly theta: number; readonly information: number }[] | null;
  readonly reached: readonly number[];
  readonly shortfall: number | null;
}

export interface Built {
  readonly population: Population;
  readonly routing: BuiltModule;
  readonly modules: readonly BuiltModule[];
  readonly cuts: readonly RoutingCut[];
  /** As long as the longest route. */
  readonly linear: BuiltModule;
  readonly simulated: { readonly twoStage: TwoStageResult; readonly linear: TwoStageResult };
}

export function parametersOf({ items }: Pick<BuiltModule, 'items'>): readonly ItemParameters[] {
  return items.map(({ parameters }) => parameters);
}

export function informationOf(module: BuiltModule, theta: readonly number[]): readonly number[] {
  return Array.from(testInformation(parametersOf(module), Float64Array.from(theta)));
}

/** Fewer simulated persons at a θ say nothing of its error. */
const LEAST_PERSONS = 30;

export function adaptiveReport(lang: Lang, path: string, built: Built): Report {
  const fr = lang === 'fr';
  const { population, routing, modules, cuts, linear, simulated } = built;
  const { twoStage, linear: alone } = simulated;
  const named: readonly (readonly [string, BuiltModule])[] = [
    [words.routing[lang], routing],
    ...modules.map((module, k) => [`${words.module[lang]} ${k + 1}`, module] as const),
  ];
  const x = Array.from({ length: 81 }, (_, k) => population.mean + population.sd * (-4 + k / 10));
  const curves = named.map(([, module], k) => ({
    label: k === 0 ? 'R' : String(k),
    x,
    y: informationOf(module, x),
  }));
  const top = Math.max(
    ...curves.flatMap(({ y }) => y),
    ...named.flatMap(([, { target }]) => target?.map((one) => one.information) ?? []),
  );
  const targets = named.flatMap(([, { target }], k) =>
    (target ?? []).map(({ theta, information }) => ({ x: theta, y: information, series: k })),
  );
  const seen = ({ conditional }: TwoStageResult) =>
    conditional.filter(({ persons }) => persons >= LEAST_PERSONS);
  const errors = [
    { label: fr ? '2 ét.' : '2-st.', of: seen(twoStage) },
    { label: fr ? 'lin.' : 'lin.', of: seen(alone) },
  ].map(({ label, of }) => ({ label, x: of.map(({ theta }) => theta), y: of.map(({ rmse }) => rmse) }));
  return {
    title: fr ? 'Test en deux étapes' : 'Two-stage test',
    lead: `${basename(path)} — ${fr ? 'population' : 'population'} N(${decimalText(population.mean, lang, 2)} ; ${decimalText(population.sd, lang, 2)}²), ${twoStage.persons} ${fr ? 'personnes simulées' : 'simulated persons'}`,
    sections: [
      {
        title: fr ? 'Modules' : 'Modules',
        text: [
          fr
            ? 'Les points sont l’information visée, les courbes celle des modules assemblés. Un élève va au module k quand sa somme au module d’orientation atteint le seuil de k.'
            : 'Marks are the information aimed at, curves that of the assembled modules. A pupil goes to module k from its cut of the routing sum on.',
        ],
        tables: [
          {
            caption: fr ? 'Modules et orientation' : 'Modules and routing',
            head: [
              fr ? 'module' : 'module',
              'items',
              words.fromSum[lang],
              'θ',
              words.share[lang],
              fr ? 'θ moyen' : 'mean θ',
              words.misrouted[lang],
              words.shortfall[lang],
            ],
            rows: named.map(([label, module], k): Cell[] => {
              const route = k === 0 ? null : twoStage.routes[k - 1]!;
              const cut = k < 2 ? null : cuts[k - 2]!;
              return [
                label,
                module.items.length,
                cut?.sum ?? null,
                cut?.theta ?? null,
                route?.share ?? null,
                route?.meanTheta ?? null,
                route?.misrouted ?? null,
                module.shortfall,
              ];
            }),
          },
        ],
        plots: [
          linePlot(
            {
              title: fr ? 'Information des modules, et cibles' : 'Information of the modules, and targets',
              xLabel: 'θ',
              yLabel: words.information[lang],
              x: [x[0]!, x.at(-1)!],
              y: [0, top * 1.05],
              width: 520,
              height: 280,
            },
            curves,
            targets,
          ),
        ],
      },
      {
        title: fr ? 'Comparaison avec un test linéaire' : 'Compared with a linear test',
        tables: [
          {
            caption: fr ? 'Simulation (EAP)' : 'Simulation (EAP)',
            head: ['test', 'items', words.reliability[lang], 'rmse', words.bias[lang]],
            rows: [
              [words.twoStage[lang], linear.items.length, twoStage.reliability, twoStage.rmse, twoStage.bias],
              [words.linear[lang], linear.items.length, alone.reliability, alone.rmse, alone.bias],
            ],
          },
          {
            caption: fr ? 'Par niveau' : 'By θ',
            head: ['θ', words.persons[lang], `rmse, ${words.twoStage[lang]}`, `rmse, ${words.linear[lang]}`],
            rows: seen(twoStage).map((one): Cell[] => [
              decimalText(one.theta, lang, 2),
              one.persons,
              one.rmse,
              alone.conditional.find(({ theta }) => theta === one.theta)?.rmse ?? null,
            ]),
          },
        ],
        plots: [
          linePlot(
            {
              title: fr ? 'Erreur selon le niveau' : 'Error by θ',
              xLabel: 'θ',
              yLabel: 'rmse',
              x: [x[0]!, x.at(-1)!],
              y: [0, Math.max(...errors.flatMap(({ y }) => y)) * 1.1],
              width: 520,
              height: 280,
            },
            errors,
          ),
        ],
      },
      {
        title: fr ? 'Les items' : 'The items',
        tables: [
          {
            caption: fr ? 'Par module' : 'By module',
            head: [fr ? 'module' : 'module', 'items'],
            rows: [...named, [words.linear[lang], linear] as const].map(([label, { items }]) => [
              label,
              items.map(({ id }) => id).join(', '),
            ]),
          },
        ],
      },
    ],
  };
}
