// SPDX-License-Identifier: Apache-2.0
// The served page in a real browser: each view, what people do with it, and what hostile texts must not do.
//
//   node pages.mjs DIXIT EXAMPLES [PICTURES]
//
// DIXIT is the program, EXAMPLES the folder of example texts; with PICTURES the main views are pictured there. Prints TAP. CHROMIUM names the browser
// (default /usr/bin/chromium); ONLY is a regular expression for the names of the tests to run.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [dixit, examples, pictures] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "dixit-browser-"));
const ledger = join(folder, "test.ledger");
const hostile = "Olle <script>window.broken = 1</script> Lind said “<img src=x onerror=window.broken=1>” was a name.\n\n" +
  "\u202eThe mayor, Ada Quill, denied it.\n\nديمة الحلبي said that the well was dry.\n";

// ---- TAP ----
let number = 0, failures = 0;
async function test(name, work) {
  if (!new RegExp(process.env.ONLY ?? "").test(name))
    return;
  number++;
  try {
    await work();
    console.log(`ok ${number} ${name}`);
  } catch (error) {
    failures++;
    console.log(`not ok ${number} ${name}`);
    for (const line of String(error.stack ?? error).split("\n").slice(0, 12))
      console.log(`# ${line}`);
  }
}
function check(value, what) {
  if (!value)
    throw new Error(what);
}

// ---- the server ----
const hostileFile = join(folder, "hostile.txt");
writeFileSync(hostileFile, hostile);
const told = [
  "Finance minister Karl Osten said on Monday that the Varn dam had cracked in 14 places.\n",
  "Nils Brand said that the Varn dam had cracked in 14 places. The opposition denied that the Varn dam had cracked in 14 places.\n",
].map((text, i) => {
  const file = join(folder, `dam${i}.txt`);
  writeFileSync(file, text);
  return file;
});
// A document in two versions, of which the first was corrected, in an outlet whose name runs from right to left.
const versions = join(folder, "versions.jsonl");
function version(day, text) {
  writeFileSync(versions, JSON.stringify({ id: "weir", title: "The weir", outlet: "جريدة الوادي", published: day, url: "https://valley.example/weir", text }) + "\n");
  return ["add", "-l", ledger, versions];
}
function run(command) {
  const done = spawnSync(dixit, command, { encoding: "utf8" });
  if (done.status !== 0)
    throw new Error(done.stderr);
}
for (const command of [["add", "--verdicts", "-l", ledger, join(examples, "letter.txt"), join(examples, "wire.txt"), hostileFile, ...told], ["trace", "-l", ledger, "--all"]])
  run(command);
run(version("2026-02-01", "ديمة الحلبي said that the weir was safe. The council denied that the weir was safe."));
run(["correct", "-l", ledger, "weir#1", "--checked"]);
run(version("2026-02-03", "ديمة الحلبي claimed that the weir was now closed. The council denied that the weir was safe."));
const server = spawn(dixit, ["serve", "--port", "0", "-l", ledger], { stdio: ["ignore", "pipe", "inherit"] });
const base = await new Promise((resolve, reject) => {
  server.stdout.once("data", (data) => resolve(String(data).split("\n")[0]));
  server.once("exit", () => reject(new Error("the server ended")));
});

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

// A page in a context of its own; whatever it asks of another host is a failure.
async function open(path, options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.strangers = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("data:") && !request.url().startsWith("about:"))
      page.strangers.push(request.url());
  });
  page.complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("favicon"))
      page.complaints.push(message.text());
  });
  await page.goto(base + path);
  return page;
}
async function close(page) {
  check(page.strangers.length === 0, `asked ${page.strangers} of somebody else`);
  await page.context().close();
}
async function audit(page, where) {
  // axe as the devtools run it: the policy of the page holds for its own scripts only
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: axe });
  const result = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  check(result.violations.length === 0, `${where}: ` + result.violations.map((v) => `${v.id} ${v.nodes[0]?.html} ${v.nodes[0]?.failureSummary}`).join("; "));
}
async function picture(page, name) {
  if (pictures) {
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`) });
  }
}

const views = { overview: "", search: "search?q=the", documents: "documents", document: "document/1", versions: "document/6", words: "document/6?version=1&words=0-12#words", row: "row/1/1", actors: "actors", actor: "actor?name=Irena%20Valdstrom", claims: "claims", claim: "claim/1", read: "read", missing: "nothing" };

for (const scheme of ["light", "dark"]) {
  await test(`no view breaks a rule of WCAG 2.2 AA, ${scheme}`, async () => {
    for (const [name, path] of Object.entries(views)) {
      const page = await open(path, { colorScheme: scheme });
      await audit(page, name);
      if (scheme === "light")
        await picture(page, name);
      await close(page);
    }
  });
}

await test("on a phone, and at 200 %, no view scrolls sideways", async () => {
  for (const viewport of [{ width: 360, height: 740 }, { width: 640, height: 512 }]) {
    for (const [name, path] of Object.entries(views)) {
      const page = await open(path, { viewport });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      check(over <= 0, `${name} is ${over} pixels too wide at ${viewport.width}`);
      if (viewport.width === 360 && name === "document")
        await picture(page, "phone");
      await close(page);
    }
  }
});

await test("a text is pasted, read, and kept only when that is asked for", async () => {
  const page = await open("read");
  await page.fill("textarea[name=text]", "Mayor Olga Trent said on Monday that the bridge would stay closed. The ferry company denied that.");
  await page.click("form.read button");
  await page.waitForSelector("article.doc");
  check((await page.textContent(".list")).includes("Olga Trent"), "the speaker is not shown");
  const before = await (await open("documents")).textContent("main");
  check(!before.includes("pasted text"), "it was kept unasked");
  await page.click("text=Keep it in the ledger");
  await page.waitForURL(/document\/\d+$/);
  check((await page.textContent("article")).includes("the bridge would stay closed"), "it is not in the ledger");
  await close(page);
});

await test("a file is chosen and read", async () => {
  const page = await open("read");
  await page.setInputFiles("input[type=file]", join(examples, "wire.txt"));
  await page.click("form.read button");
  await page.waitForSelector("article.doc");
  check((await page.textContent("h2")).includes("wire.txt"), "its name is not shown");
  await close(page);
});

await test("a file is dropped on the form and read at once", async () => {
  const page = await open("read");
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["<!doctype html><title>Dry wells</title><p>Olle Lind said on Monday that the well at the mill was dry.</p>"], "dropped.html"));
    return transfer;
  });
  await page.dispatchEvent("textarea[name=text]", "drop", { dataTransfer: data });
  await page.waitForSelector("article.doc");
  check((await page.textContent("h2")).includes("Dry wells"), "its title is not shown");
  check(/work\/[0-9a-f]{16}$/.test(page.url()), "it has no address");
  await close(page);
});

const long = Array.from({ length: 2500 }, (_, i) => `Mayor Olga Trent said on day ${i} that the bridge over the Varn would stay closed until spring.`).join(" ");
for (const javaScriptEnabled of [true, false]) {
  await test(`long work tells how far it is, outlives a reload and ends by itself, ${javaScriptEnabled ? "with" : "without"} script`, async () => {
    const page = await open("read", { javaScriptEnabled });
    await page.fill("textarea[name=text]", long);
    await page.click("form.read button");
    await page.waitForSelector("progress");
    if (javaScriptEnabled) {
      await audit(page, "work");
      await page.waitForFunction(() => document.querySelector("progress")?.value > 0 || document.querySelector("article.doc"));
    }
    await page.reload();
    check((await page.locator("progress, article.doc").count()) === 1, "a reload lost it");
    await page.waitForSelector("article.doc", { timeout: 120000 });
    await close(page);
  });
}

await test("an address is fetched only when it is sent, and none of this machine", async () => {
  const page = await open("read");
  await page.fill("#address", `${base}documents`);
  await page.focus("textarea[name=text]");
  await page.waitForTimeout(300);
  check(page.url() === `${base}read`, "it did not wait");
  await page.click("form.read button");
  await page.waitForSelector("text=It could not be read");
  check((await page.textContent("main")).includes("private"), "the reason is not told");
  await close(page);
});

await test("pointing at a row lights its words, and its link leads to them", async () => {
  const page = await open("document/1", { viewport: { width: 1200, height: 800 } });
  const unlit = await page.evaluate(() => getComputedStyle(document.querySelector(".text .m.a2")).backgroundColor);
  await page.hover(".row.r2");
  const lit = await page.evaluate(() => getComputedStyle(document.querySelector(".text .m.a2")).backgroundColor);
  check(unlit !== lit, "nothing changed");
  await page.click(".row.r2 a");
  check((await page.evaluate(() => location.hash)) === "#d1a2", "the link leads elsewhere");
  await picture(page, "lit");
  await close(page);
});

await test("a document tells what a version changed, whose each row is, and what was lost", async () => {
  const page = await open("document/6");
  check((await page.textContent("#changed")).includes("version 2"), "the change is not told");
  check((await page.textContent(".changes")).includes("now closed"), "the new words are not in the account");
  check((await page.textContent(".lines")).includes("orphan"), "the orphan is not told");
  check((await page.locator(".row .state").first().textContent()) === "machine", "whose the row is is not told");
  await page.click("nav[aria-label=Versions] a >> text=Version 1");
  check((await page.locator(".row .state").first().textContent()) === "checked", "the correction is not laid over the older version");
  await close(page);
});

await test("a row is corrected from the page by keyboard alone, and shown as corrected from then on", async () => {
  const page = await open("document/6");
  await page.locator(".row .state").nth(1).click();
  await page.waitForURL(/row\/6\/2$/);
  check((await page.inputValue("#citation")).includes("SHA-256"), "there is no citation");
  await page.focus("#f-checked");
  for (let i = 0; i < 3; i++)
    await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  await page.focus("#stance");
  await page.selectOption("#stance", "reject");
  await page.focus("#correct-why");
  await page.keyboard.type("it is <more> than a denial");
  await page.keyboard.press("Enter");
  await page.waitForURL(/document\/6#d1r2$/);
  check((await page.locator(".row .state").nth(1).textContent()) === "corrected", "it is not shown as corrected");
  check((await page.textContent(".row.r2")).includes("[reject"), "the stance is as before");
  await page.locator(".row .state").nth(1).click();
  check((await page.textContent(".lines")).includes("it is <more> than a denial"), "the reason is not kept");
  await audit(page, "a corrected row");
  await close(page);
});

await test("a name from right to left stands by itself, and what is around it keeps its order", async () => {
  const page = await open("row/6/1");
  await page.check("#f-actor");
  await page.fill("#actor", "ديمة الحلبي");
  await page.fill("#correct-why", "she signs it");
  await page.click("button[type=submit] >> text=Keep the correction");
  await page.waitForURL(/document\/6#d1r1$/);
  check((await page.evaluate(() => getComputedStyle(document.documentElement).direction)) === "ltr", "the page turned round");
  const who = page.locator(".row .who").first();
  check((await who.textContent()).includes("ديمة"), "it is another name");
  check((await who.evaluate((element) => getComputedStyle(element).unicodeBidi)) === "isolate", "it is not apart from what is around it");
  const places = await page.evaluate(() => [".row .who", ".row .how"].map((part) => document.querySelector(part).getBoundingClientRect().left));
  check(places[0] < places[1], "the words after it stand before it");
  await close(page);
});

await test("a citation is ready to be copied when it is reached", async () => {
  const page = await open("row/1/1");
  await page.focus("#citation");
  const selected = await page.evaluate(() => document.activeElement.selectionEnd - document.activeElement.selectionStart);
  check(selected === (await page.inputValue("#citation")).length, "it is not selected");
  await close(page);
});

await test("what others say that somebody said stands apart, and no person is counted or ranked", async () => {
  const page = await open("actor?name=Karl%20Osten");
  check((await page.textContent("section[aria-labelledby=said]")).includes("cracked"), "what he says is not there");
  check(!(await page.textContent("section[aria-labelledby=mouth]")).includes("cracked"), "it stands among what others say that he said");
  await page.click("section[aria-labelledby=said] >> text=cite or correct >> nth=0");
  await page.waitForURL(/row\/\d+\/\d+$/);
  await close(page);
  const list = await open("actors");
  check(!/\d/.test((await list.locator(".names li").allTextContents()).join("")), "a number stands beside a name");
  await close(list);
});

await test("a permanent link leads to words of a version, and they are marked", async () => {
  const page = await open("row/6/1?version=1");
  check(!(await page.locator("form").count()), "an older version can be corrected");
  await page.click("a[href*='words=']");
  await page.waitForURL(/version=1&words=\d+-\d+#words$/);
  check((await page.locator(".w").allTextContents()).join("").includes("the weir was safe"), "other words are marked");
  await close(page);
});

await test("search finds by words and filters, by keyboard alone, and the address is a link to it", async () => {
  const page = await open("search");
  await page.focus("#q");
  await page.keyboard.type("ferry");
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=ferry/);
  const found = await page.textContent("[role=status]");
  check(/^[1-9]/.test(found), `found: ${found}`);
  const again = await open(page.url().slice(base.length));
  check((await again.textContent("[role=status]")) === found, "the address shows something else");
  await close(again);
  await close(page);
});

await test("search shows what is found while somebody types, with the address kept up, and the keyboard goes through it", async () => {
  const page = await open("search");
  await page.keyboard.press("/");
  check((await page.evaluate(() => document.activeElement.id)) === "q", "/ does not lead to the words");
  const all = await page.textContent("#told");
  await page.keyboard.type("dam crack*");
  await page.waitForURL(/q=dam\+crack/);
  const found = await page.textContent("#told");
  check(found !== all && /^[1-9]/.test(found), `found: ${found}`);
  check((await page.locator("form.search").count()) === 1 && (await page.inputValue("#q")) === "dam crack*", "the form changed");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  check(await page.evaluate(() => document.activeElement === document.querySelector(".results a.where")), "the arrows lead elsewhere");
  await page.keyboard.press("Escape");
  check((await page.evaluate(() => document.activeElement.id)) === "q", "Escape does not lead back");
  await page.selectOption("#stance", "deny");
  await page.waitForURL(/stance=deny/);
  const again = await open(page.url().slice(base.length));
  check((await again.textContent("#told")) === (await page.textContent("#told")), "the address shows something else");
  await close(again);
  await page.reload();
  await page.click(".facets >> text=any");
  await page.waitForURL((url) => !url.search.includes("stance"));
  await audit(page, "search");
  await close(page);
});

await test("what was found is taken away as a file", async () => {
  const page = await open("search?q=dam");
  for (const [link, begins] of [["JSON Lines", '{"document":'], ["table (CSV)", '"document","passage"']]) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.click(`text=${link}`)]);
    check(readFileSync(await download.path(), "utf8").startsWith(begins), `${link} is something else`);
  }
  await close(page);
});

await test("a name in a document leads to all that its bearer says, each with its source", async () => {
  const page = await open("document/1");
  await page.click("a[href*='/actor?name=']");
  await page.waitForSelector("#said");
  check((await page.locator("section h2").allTextContents()).length === 3, "a part is missing");
  const name = (await page.textContent("p.who")).trim();
  check(name.length > 0, "no name");
  await page.locator(".results .facts a").first().click();
  await page.waitForURL(/document\/\d+#d1a\d+$/);
  await close(page);
});

await test("a proposed claim is accepted, and undone again", async () => {
  const page = await open("claims");
  await page.locator(".results a").first().click();
  await page.waitForURL(/claim\/\d+$/);
  const path = page.url().slice(base.length);
  await page.fill("#decide-why", "read both");
  await page.click("button[value=accept]");
  await page.waitForSelector("text=Decisions");
  check((await page.textContent("main")).includes("read both"), "the reason is not kept");
  const accepted = await open("claims?state=accepted");
  check((await accepted.locator(`a[href='/${path}']`).count()) === 1, "it does not stand among the accepted");
  await close(accepted);
  await page.click("button[value=undo]");
  await page.waitForSelector("text=undone");
  const again = await open("claims?state=accepted");
  check((await again.locator(`a[href='/${path}']`).count()) === 0, "it still stands among the accepted");
  await close(again);
  await close(page);
});

await test("a file becomes evidence of a claim, and a verdict rests on it until another takes its place", async () => {
  const page = await open("claim/1");
  await page.setInputFiles("#file", join(examples, "wire.txt"));
  await page.fill("#from", "the wire");
  await page.click("button[value=attach]");
  await page.waitForSelector("section[aria-labelledby=evidence]");
  check((await page.textContent("section[aria-labelledby=evidence]")).includes("the wire"), "where it is from is not kept");
  await page.fill("#verdict", "not shown");
  await page.check("#e0");
  await page.fill("#judge-why", "the wire does not say so");
  await page.click("button[value=judge]");
  await page.waitForSelector("#v1");
  check((await page.textContent("#v1")).includes("on the wire"), "what it rests on is not told");
  await page.fill("#verdict", "shown");
  await page.selectOption("#supersedes", "1");
  await page.fill("#judge-why", "a second look");
  await page.click("button[value=judge]");
  await page.waitForSelector("#v2");
  check((await page.textContent("#v1")).includes("superseded by"), "the earlier one does not say that it is superseded");
  await audit(page, "a judged claim");
  await close(page);
});

await test("a claim has its way as a picture and in words, and each appearance can be cited", async () => {
  const page = await open("claim/1");
  check(await page.isVisible("svg[role=img]"), "there is no picture");
  check((await page.locator("svg .arrow, svg circle").count()) > 1, "the picture is empty");
  const dot = await page.evaluate(() => getComputedStyle(document.querySelector("svg .dot")).fill);
  check(dot !== "none" && dot !== "rgba(0, 0, 0, 0)", "the picture has no style");
  check((await page.textContent("main")).includes("Named origins"), "the origins are not named");
  await picture(page, "claim");
  await page.click("text=cite or correct >> nth=0");
  await page.waitForSelector("#citation");
  const address = await page.locator("a[href*='words=']").getAttribute("href");
  const words = await open(address.slice(1));
  check((await words.locator(".w").count()) > 0, "the words are not marked");
  await close(words);
  await close(page);
});

await test("the first key reaches a link to the content", async () => {
  const page = await open("document/1");
  await page.keyboard.press("Tab");
  check((await page.evaluate(() => document.activeElement.getAttribute("href"))) === "#main", "it is not first");
  await close(page);
});

await test("a hostile text does nothing and is shown as it stands", async () => {
  const page = await open("document/3");
  check((await page.evaluate(() => window.broken)) === undefined, "its script ran");
  check((await page.textContent("article")).includes("<script>"), "its words are gone");
  check(page.complaints.length === 0, `complaints: ${page.complaints}`);
  await close(page);
});

await test("every view works without script", async () => {
  const page = await open("read", { javaScriptEnabled: false });
  await page.fill("textarea[name=text]", "Olle Lind said that the well was dry.");
  await page.click("form.read button");
  await page.waitForSelector("article.doc");
  await close(page);
  for (const path of Object.values(views)) {
    const other = await open(path, { javaScriptEnabled: false });
    check((await other.textContent("main")).length > 20, `${path} is empty`);
    await close(other);
  }
});

await test("nothing moves after the page is there", async () => {
  for (const path of ["", "document/1", "search?q=the"]) {
    const page = await open("nothing");
    await page.addInitScript(() => {
      window.moved = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.moved += entry.value))).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(base + path);
    await page.waitForTimeout(300);
    const moved = await page.evaluate(() => window.moved);
    check(moved < 0.01, `${path} moved by ${moved}`);
    await close(page);
  }
});

await test("a document prints with its claims and without the forms", async () => {
  const page = await open("document/1");
  const file = await page.pdf({ format: "A4" });
  check(file.length > 10000 && file.subarray(0, 5).toString() === "%PDF-", "there is no PDF");
  await page.emulateMedia({ media: "print" });
  check(!(await page.isVisible(".bar")), "the navigation is printed");
  check(await page.isVisible(".list"), "the claims are not");
  await close(page);
  for (const path of ["document/6", "row/1/1", "claim/1", "actor?name=Karl%20Osten"]) {
    const other = await open(path);
    await other.emulateMedia({ media: "print" });
    check(!(await other.isVisible(".bar")) && !(await other.locator("main form:visible").count()), `${path} prints its forms`);
    check((await other.pdf({ format: "A4" })).length > 5000, `${path} does not print`);
    await close(other);
  }
});

await test("every view is under 100 kB", async () => {
  for (const path of Object.values(views)) {
    const answer = await fetch(base + path);
    const size = (await answer.text()).length;
    check(size < 100000, `${path} has ${size} bytes`);
  }
});

console.log(`1..${number}`);
await browser.close();
server.kill("SIGTERM");
process.exit(failures ? 1 : 0);
