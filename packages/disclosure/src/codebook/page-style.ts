/** Style of the pages of a release, readable from disk and on paper; five tints of one blue, dark text on the light ones. */
export const PAGE_CSS = `
:root{--ink:#161616;--line:#c8ccd4;--soft:#f2f4f8;--link:#0b4ea2;--c0:#e3edf9;--c1:#b4d0ee;--c2:#7fb0e0;--c3:#2f6fb3;--c4:#0b3d77}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,"Atkinson Hyperlegible Next",sans-serif;color:var(--ink);background:#fff;margin:0 auto;max-width:72rem;padding:1rem}
h1{font-size:1.6rem;line-height:1.25;margin:.2rem 0}h2{font-size:1.3rem;margin:2rem 0 .3rem;border-top:1px solid var(--line);padding-top:1rem}h3{font-size:1.05rem;margin:1.2rem 0 .2rem}
a{color:var(--link)}.lang{text-align:right;margin:0}
figure{margin:1rem 0;padding:0}figcaption{font-weight:600;margin-bottom:.4rem}
.maps{display:flex;flex-wrap:wrap;gap:1rem}.maps>div{flex:1 1 20rem;max-width:26rem}.map-title{margin:.2rem 0}
svg{width:100%;height:auto;display:block}svg text{font:500 11px system-ui,sans-serif;fill:var(--ink)}
.map text{text-anchor:middle}.map rect{stroke:#5b6472;stroke-width:.5}
.map .none rect{fill:#fff;stroke-dasharray:2 2}.map .none text{fill:#5b6472}
.map .secret rect{fill:#fff;stroke:#161616;stroke-width:1.5}.map .secret text{text-decoration:line-through}
.c0 rect{fill:var(--c0)}.c1 rect{fill:var(--c1)}.c2 rect{fill:var(--c2)}.c3 rect{fill:var(--c3)}.c4 rect{fill:var(--c4)}.c3 text,.c4 text{fill:#fff}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1rem;padding:0;margin:.2rem 0 .6rem;font-size:.9rem}
.legend li{display:flex;align-items:center;gap:.4rem}.swatch{width:1.1rem;height:1.1rem;border:1px solid #5b6472;border-radius:3px;display:inline-block}
.swatch.c0{background:var(--c0)}.swatch.c1{background:var(--c1)}.swatch.c2{background:var(--c2)}.swatch.c3{background:var(--c3)}.swatch.c4{background:var(--c4)}
.swatch.secret{border:2px solid #161616;background:linear-gradient(to top right,transparent 46%,#161616 46% 54%,transparent 54%)}
.bars{max-width:44rem}.bars text{font-size:13px}.bars .label{text-anchor:end}.bar{fill:var(--c3)}
details{margin:.6rem 0}summary{cursor:pointer;color:var(--link);padding:.3rem 0}
.scroll{overflow:auto;max-height:32rem;border:1px solid var(--line)}
table{border-collapse:collapse;font-size:.92rem;width:100%}th,td{padding:.25rem .6rem;border-bottom:1px solid var(--line)}th{text-align:left;font-weight:600}tbody th{font-weight:400}td{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
thead th{position:sticky;top:0;background:var(--soft)}abbr{text-decoration:none}
.files{padding-left:1.2rem}:focus-visible{outline:3px solid #b34000;outline-offset:2px}
@media print{details{display:block}.scroll{max-height:none;overflow:visible}}
`;
