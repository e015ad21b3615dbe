/** How many steps the colors of the confusion matrix have. */
export const heatSteps = 8

// How much of the color of mistakes each step has, in percent. No step comes near the middle where neither dark nor
// light text can be read well.
const light = [10, 20, 30, 40, 50, 60, 70, 100]
const dark = [12, 18, 24, 30, 37, 44, 80, 100]
const heat = (steps: readonly number[]) =>
  steps
    .map((share, step) => `.heat-${step + 1}{background:color-mix(in srgb,var(--bad) ${share}%,var(--page))}`)
    .join('')

const darkColors = `--page:#14171c;--raised:#1d2127;--ink:#e8eaed;--quiet:#a8b0bb;--line:#363d47;--fill:#2a3038;
--good:#6cb6f0;--bad:#ff9d5c;--on-bad:#14171c;
--series-0:#6cb6f0;--series-1:#ff9d5c;--series-2:#4fd0a5;--series-3:#e29ad2;--series-4:#d8c75a;--series-5:#b9c0ca`

/** The look of every page: the colors of src/figures, light or dark as the reader's system is. */
export const style = `
:root{color-scheme:light dark;--page:#fff;--raised:#f6f7f9;--ink:#1b1e23;--quiet:#565d68;--line:#d5d9de;--fill:#eceef1;
--good:#0072b2;--bad:#c44e00;--on-bad:#fff;
--series-0:#0072b2;--series-1:#c44e00;--series-2:#00795a;--series-3:#9a4f86;--series-4:#6b5d00;--series-5:#4a4f57}
@media screen and (prefers-color-scheme:dark){:root{${darkColors}}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:1080px;padding:40px 24px;background:var(--page);color:var(--ink);
font:16px/1.5 Figtree,system-ui,'Helvetica Neue',Arial,sans-serif;font-variant-numeric:tabular-nums}
h1{font-size:24px;line-height:1.25;margin:0 0 20px;overflow-wrap:anywhere}
h2{font-size:21px;line-height:1.25;margin:0 0 12px}
h3{font-size:16px;margin:24px 0 8px;overflow-wrap:anywhere}
p{margin:0 0 12px;max-width:72ch}
a{color:var(--good)}
:focus-visible{outline:3px solid var(--good);outline-offset:2px}
section{margin-top:56px;scroll-margin-top:16px}
code,pre{font:14px/1.5 ui-monospace,'SF Mono',Menlo,Consolas,monospace}
code{overflow-wrap:anywhere}
pre{margin:0 0 12px;padding:12px 16px;border-radius:6px;background:var(--fill);white-space:pre-wrap;overflow-wrap:anywhere}
.quiet,.kicker,footer{color:var(--quiet)}
.kicker{margin-bottom:4px;font-size:14px}
.score{display:flex;flex-wrap:wrap;align-items:baseline;gap:4px 16px;margin:0 0 20px;max-width:none}
.score strong{font-size:56px;line-height:1;letter-spacing:-.02em}
.notice{padding:12px 16px;border-left:4px solid var(--bad);background:var(--raised);max-width:none}
.notice ul{margin:4px 0 0;padding-left:20px}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:1px;margin:0 0 20px;
border:1px solid var(--line);border-radius:8px;background:var(--line);overflow:hidden}
.facts div{padding:10px 14px;background:var(--page)}
.facts dt{font-size:14px;color:var(--quiet)}
.facts dd{margin:0;font-size:19px;font-weight:700;overflow-wrap:anywhere}
nav ul{display:flex;flex-wrap:wrap;gap:0 20px;margin:0;padding:0;list-style:none}
nav a{display:inline-block;padding:6px 0}
.columns{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:32px 48px;align-items:start}
figure{margin:0}
figure>svg{display:block;width:100%;max-width:520px;height:auto}
.plots{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:24px 40px;margin-bottom:8px}
svg text{fill:var(--ink)}
svg .quiet{fill:var(--quiet)}
svg .rule{stroke:var(--line)}
svg .axis{stroke:var(--quiet)}
svg .diagonal{stroke:var(--ink)}
svg .cursor{stroke:var(--quiet)}
${[0, 1, 2, 3, 4, 5].map(n => `.series-${n}{--c:var(--series-${n})}`).join('')}
[class*=series-]>[fill=none]{stroke:var(--c)}
[class*=series-]>[stroke="#fff"]{fill:var(--c);stroke:var(--page)}
[class*=series-]>[fill="#fff"]{fill:var(--page);stroke:var(--c)}
.bin>rect{fill:var(--good)}.bin>path{stroke:var(--good)}
.epoch.current .cursor{visibility:visible}
.sample{vertical-align:middle;overflow:visible}
.slider{display:grid;grid-template-columns:auto minmax(0,1fr);gap:16px;align-items:center;max-width:520px}
.slider input{width:100%;height:28px;margin:0;accent-color:var(--good)}
.slider output{min-width:5.5em;font-weight:700}
table{border-collapse:collapse;margin-bottom:12px;font-size:15px}
caption{padding-bottom:8px;text-align:left;color:var(--quiet);font-size:14px}
th,td{padding:5px 12px 5px 0;text-align:right;border-bottom:1px solid var(--line);vertical-align:baseline}
th{font-weight:700}
thead th{color:var(--quiet);font-weight:400;font-size:14px;vertical-align:bottom}
th:first-child,td:first-child,.text{text-align:left}
.whole{white-space:nowrap}
.word{display:inline-block;max-width:100%;overflow-wrap:anywhere}
.layers{width:100%}.options{margin-left:8px;color:var(--quiet);font-size:14px;font-weight:400}
.run{min-width:130px}.run span{font-weight:400}
.wide{overflow-x:auto}
.wide table{min-width:100%}
td.text{overflow-wrap:anywhere;min-width:7em}
.verdict{font-size:19px;font-weight:700}
.parallel svg{display:block}
tfoot td,tfoot th{border-bottom:0;font-weight:700}
.matrix{table-layout:fixed;width:100%;max-width:520px;font-size:14px}
.matrix th,.matrix td{padding:0;border:1px solid var(--page);text-align:center;height:36px;vertical-align:middle}
.matrix th{color:var(--ink);font-weight:700}
.matrix.named thead th{height:auto;padding:4px 0;vertical-align:bottom}
.matrix.named thead span{display:inline-block;writing-mode:vertical-rl;transform:rotate(180deg);white-space:nowrap}
.matrix.named thead td{width:6.5em}
.matrix.named tbody th{padding-right:6px;text-align:right;overflow-wrap:anywhere}
.matrix.many{table-layout:auto;width:auto;max-width:none;font-size:11px}
.matrix.many th,.matrix.many td,.matrix.many button{height:24px}
.matrix.many td{min-width:26px}
.matrix.many td:empty{background:var(--raised)}
.matrix.many tbody th{position:sticky;left:0;background:var(--page);padding-right:6px;text-align:right;white-space:nowrap}
.matrix.many caption span{position:sticky;left:0;display:inline-block;max-width:calc(100vw - 48px)}
.matrix td{color:var(--quiet)}
.matrix button{display:block;width:100%;height:36px;padding:0;border:0;border-radius:3px;color:var(--ink);font:inherit;
font-weight:700;cursor:pointer}
.matrix .hit{background:var(--fill)}
.matrix [aria-pressed=true]{box-shadow:inset 0 0 0 3px var(--ink)}
${heat(light)}.matrix .heat-8{color:var(--on-bad)}
@media screen and (prefers-color-scheme:dark){${heat(dark)}.matrix .heat-7,.matrix .heat-8{color:var(--on-bad)}}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(64px,1fr));gap:16px 12px;margin:0 0 16px;padding:0;
list-style:none;font-size:13px;line-height:1.35}
.gallery.bars{grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:24px 20px}
.gallery li{min-width:0;break-inside:avoid}
.gallery canvas{display:block;width:56px;height:56px;border:1px solid var(--line);image-rendering:pixelated;object-fit:contain;background:#fff}
.gallery.bars canvas{width:84px;height:84px}
@media screen and (prefers-color-scheme:dark){.gallery canvas:not(.color){filter:invert(1);border-color:#ccc}}
.gallery p{margin:6px 0 2px;font-weight:700}
.gallery.bars p{font-size:15px}
.gallery small{font-size:13px;font-weight:400;color:var(--quiet)}
.bar{display:grid;grid-template-columns:auto minmax(0,1fr) 5.2em;gap:6px;align-items:center}
.bar i{height:9px;min-width:1px;background:var(--quiet);justify-self:start}
.bar.read i{background:var(--bad)}.bar.right i{background:var(--good)}
.bar b{font-weight:400}.bar.right b{font-weight:700;text-decoration:underline;text-underline-offset:2px}
.bar span{text-align:right}
.filters{display:grid;grid-template-columns:repeat(auto-fill,minmax(64px,1fr));gap:10px;margin:0 0 12px}
.filters img{display:block;width:100%;height:auto;object-fit:contain;image-rendering:pixelated;border:1px solid var(--line)}
.button{padding:8px 16px;border:1px solid var(--quiet);border-radius:6px;background:var(--page);color:var(--ink);font:inherit;
cursor:pointer}
.button:hover{background:var(--fill)}
details{margin:8px 0 16px}
summary{padding:4px 0;color:var(--good);cursor:pointer}
footer{margin-top:64px;padding-top:16px;border-top:1px solid var(--line);font-size:14px}
[hidden]{display:none!important}
@media (max-width:760px){.options{display:block;margin:0}body{padding:24px 16px}.columns,.plots{grid-template-columns:minmax(0,1fr)}
.score strong{font-size:48px}.facts{grid-template-columns:repeat(2,minmax(0,1fr))}section{margin-top:44px}
.matrix{font-size:11px}.matrix th,.matrix td,.matrix button{height:32px}.gallery.bars{grid-template-columns:repeat(auto-fill,minmax(140px,1fr))}
th,td{padding-right:10px}td,th{font-size:14px}.matrix th,.matrix td{font-size:11px}}
@media print{body{max-width:none;padding:0;font-size:11pt}nav,.slider,.button,footer{display:none}
section{margin-top:24pt}figure,tr,.facts{break-inside:avoid}h2,h3{break-after:avoid}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`
