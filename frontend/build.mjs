// Builds what the pages load, into the page's static files: `npm run build`.
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";
import { compileAsync, NodePackageImporter } from "sass";

import { ICONS, sprite } from "./icons.mjs";
import { inTwoSchemes } from "./schemes.mjs";

const HERE = import.meta.dirname ?? dirname(new URL(import.meta.url).pathname);
const PACKAGES = join(HERE, "../node_modules");
const BUILT = join(HERE, "../fixward/doors/page/static/fixward/built");
const OUT = join(PACKAGES, `.built-${process.pid}`); // so that two builds at once do not meet; moved to its place when all of it is there and not too heavy
// Kilobytes after gzip: a slow phone waits for each of them.
const LIMITS = { "site.css": 40, "site.js": 30, "worker.js": 5, "gps.js": 25, "map.css": 15, "map.js": 330, "map-worker.js": 160, "watch.js": 5, "outline.js": 5, "charts.js": 230 };
const common = { bundle: true, minify: true, target: ["es2022", "chrome109", "firefox115", "safari16"], legalComments: "none", logLevel: "warning" };

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await Promise.all([styles(), scripts(), icons()]);
await weigh();
await mkdir(BUILT, { recursive: true });
await rm(BUILT, { recursive: true });
await rename(OUT, BUILT);

async function styles() {
  const { css } = await compileAsync(join(HERE, "styles/site.scss"), {
    loadPaths: [join(PACKAGES, "@uswds/uswds/packages")],
    importers: [new NodePackageImporter()],
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "if-function"],
  });
  await build({
    ...common,
    stdin: { contents: inTwoSchemes(css), loader: "css", resolveDir: HERE },
    outfile: join(OUT, "site.css"),
    alias: { "@uswds/uswds/img": join(PACKAGES, "@uswds/uswds/dist/img") },
    loader: { ".svg": "dataurl" },
  });
}

async function scripts() {
  await Promise.all([
    build({ ...common, entryPoints: [join(HERE, "site.js")], outfile: join(OUT, "site.js"), format: "iife" }),
    build({ ...common, entryPoints: [join(HERE, "offline/worker.js")], outfile: join(OUT, "worker.js"), format: "iife" }),
    build({ ...common, entryPoints: [join(HERE, "map/map.js"), join(HERE, "map/watch.js"), join(HERE, "map/outline.js"), join(HERE, "site/gps.js"), join(HERE, "charts/charts.js")], outdir: OUT, entryNames: "[name]", format: "esm" }),
    build({
      ...common,
      entryPoints: { "map-worker": createRequire(import.meta.url).resolve("maplibre-gl/dist/maplibre-gl-worker.mjs") },
      outdir: OUT,
      format: "esm",
    }),
  ]);
}

async function icons() {
  const read = (name) => readFile(join(PACKAGES, `@uswds/uswds/dist/img/usa-icons/${name}.svg`), "utf8");
  await writeFile(join(OUT, "icons.svg"), sprite(await Promise.all(ICONS.map(async (name) => [name, await read(name)]))));
}

async function weigh() {
  for (const [name, limit] of Object.entries(LIMITS)) {
    const path = join(OUT, name);
    const zipped = gzipSync(await readFile(path)).length / 1024;
    console.log(`${name.padEnd(14)} ${((await stat(path)).size / 1024).toFixed(0).padStart(5)} KB, ${zipped.toFixed(1)} KB gzipped`);
    if (zipped > limit) throw new Error(`${name} is heavier than its limit of ${limit} KB gzipped.`);
  }
}
