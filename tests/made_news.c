/* SPDX-License-Identifier: Apache-2.0 */
/* Sentences are put together from lists of invented names and of words whose frequency falls with their place in a list, as in real text: word n is drawn about
 * 1/n as often as the first. Besides them stand made words ("velo", "marit" …) from 40,000 syllable pairs, so that rare words are there too. */
#include "made_news.h"

#include <stdio.h>
#include <string.h>

#include "view/show.h"

static const char *const people[] = {"Anna Lind", "Olle Berg", "Mara Valdstrom", "Piet Harrow", "Ines Tallow", "Goran Stet", "Lea Morrin", "Tomas Quill", "Vera Ostby", "Nils Aker",
    "Rosa Dunmore", "Emil Farrant", "Jana Kestrel", "Otto Brandt", "Silva Renn", "Hugo Lasker", "Edda Moor", "Karel Voss", "Mina Sorrel", "Bela Crane"};
static const char *const states[] = {"Ostravia", "Kelduria", "Merrow", "Tarn", "Velden", "Sorn"};
static const char *const state_codes[] = {"OST", "KEL", "MER", "TRN", "VEL", "SRN"};
static const char *const outlets[] = {"Harbour Post", "Valley Radio", "Morning Ledger", "Coast Wire", "Upland Times", "The Lantern", "Salt Road News", "Riverside Daily"};
static const char *const cues[] = {"said", "claimed", "denied", "argued", "warned", "urged", "accused", "announced"};
static const uint8_t stances[] = {DIXIT_STATE, DIXIT_ALLEGE, DIXIT_DENY, DIXIT_ARGUE, DIXIT_WARN, DIXIT_URGE, DIXIT_ACCUSE, DIXIT_DECIDE};
static const char *const common[] = {"road", "bridge", "valley", "council", "workers", "school", "copper", "harbour", "election", "money", "water", "soldiers", "prices", "winter", "letter",
    "houses", "hospital", "railway", "farmers", "border", "prison", "ships", "market", "forest", "tax", "police", "river", "island", "teachers", "miners", "bread", "court", "treaty",
    "vaccine", "factory", "airport", "tunnel", "storm", "museum", "dam"};
static const char *const verbs[] = {"closed", "sold", "searched", "repaired", "moved", "counted", "taken", "promised", "burned", "built", "inspected", "delayed"};
static const char *const starts[] = {"ba", "ke", "lo", "mi", "ru", "ta", "ve", "so", "pi", "ga", "ne", "du", "fa", "ho", "ji", "wu", "ze", "cra", "sto", "bli"};
static const char *const ends[] = {"lo", "rit", "mar", "den", "sk", "tor", "vin", "gal", "per", "nu", "ast", "ell", "ond", "ich", "urm", "aph", "ode", "ist", "unt", "ek"};

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* SplitMix64 (Steele, Lea and Flood 2014). */
static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15ULL;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

static size_t below(uint64_t *state, size_t count)
{
    return (size_t)(next(state) % count);
}

/* About 1/n as often as the first. */
static size_t zipf(uint64_t *state, size_t count)
{
    double u = (double)(next(state) >> 11) / 9007199254740992.0, power = 1;
    size_t bits = 0;
    while (((size_t)1 << bits) < count)
        bits++;
    power = u * (double)bits;
    size_t whole = (size_t)power, at = ((size_t)1 << whole) + (size_t)((power - (double)whole) * (double)((size_t)1 << whole)) - 1;
    return at < count ? at : count - 1;
}

static void put_made_word(uint64_t *state, struct buf *out)
{
    size_t word = zipf(state, COUNT(starts) * COUNT(ends) * 100);
    buf_add_format(out, "%s%s%s", starts[word % COUNT(starts)], word >= 400 ? starts[word / 400 % COUNT(starts)] : "", ends[word / COUNT(starts) % COUNT(ends)]);
}

/* "the old bridge was closed near Velin after 1,204 farmers" */
static void put_content(uint64_t *state, struct buf *out)
{
    buf_add_format(out, "the %s in %s was ", common[zipf(state, COUNT(common))], states[zipf(state, COUNT(states))]);
    buf_add_format(out, "%s near ", verbs[zipf(state, COUNT(verbs))]);
    put_made_word(state, out);
    buf_add_format(out, " after %zu %s spoke of ", below(state, 9000) + 10, common[zipf(state, COUNT(common))]);
    put_made_word(state, out);
    buf_add_text(out, " and ");
    put_made_word(state, out);
}

struct making {
    struct doc *doc;
    struct buf text;
    uint64_t state;
};

static uint32_t actor(struct doc *doc, const char *name, const char *code, struct span mention)
{
    for (uint32_t i = 0; i < doc->actors.count; i++)
        if (doc->actors.at[i].name.length == strlen(name) && memcmp(doc->actors.at[i].name.at, name, strlen(name)) == 0) {
            (void)list_push(doc->memory, &doc->actors.at[i].mentions, mention);
            return i;
        }
    struct actor made = {.name = {name, strlen(name)}, .kind = code != NULL ? DIXIT_ACTOR_STATE : DIXIT_ACTOR_PERSON};
    if (code != NULL)
        memcpy(made.code, code, 4);
    (void)list_push(doc->memory, &made.mentions, mention);
    (void)list_push(doc->memory, &doc->actors, made);
    return doc->actors.count - 1;
}

static struct span put(struct making *making, const char *words)
{
    uint32_t start = (uint32_t)making->text.length;
    buf_add_text(&making->text, words);
    return (struct span){start, (uint32_t)making->text.length};
}

static void put_claim(struct making *making)
{
    struct doc *doc = making->doc;
    size_t who = zipf(&making->state, COUNT(people)), how = below(&making->state, COUNT(cues));
    struct attribution a = {.parent = NONE, .addressee_actor = NONE, .against_actor = NONE, .stance = stances[how], .confidence = 0.75F};
    struct span source = put(making, people[who]);
    (void)list_push(doc->memory, &a.source, source);
    a.actor = actor(doc, people[who], NULL, source);
    put(making, " ");
    a.cue = put(making, cues[how]);
    put(making, " ");
    struct span content = put(making, "that ");
    put_content(&making->state, &making->text);
    content.end = (uint32_t)making->text.length;
    (void)list_push(doc->memory, &a.content, content);
    put(making, ". ");
    if (a.stance == DIXIT_ACCUSE) {
        size_t state = below(&making->state, COUNT(states));
        a.against_actor = actor(doc, states[state], state_codes[state], content);
    }
    (void)list_push(doc->memory, &doc->attributions, a);
    if (below(&making->state, 8) != 0)
        return;
    struct reaction reaction = {.kind = DIXIT_REACTION_DENY, .attribution = NONE};
    reaction.at = put(making, "Kelduria denied it.");
    reaction.by = actor(doc, "Kelduria", "KEL", (struct span){reaction.at.start, reaction.at.start + 8});
    (void)list_push(doc->memory, &reaction.to, doc->attributions.count - 1);
    (void)list_push(doc->memory, &doc->reactions, reaction);
    (void)list_push(doc->memory, &doc->statuses, (struct status){doc->attributions.count - 1, doc->reactions.count - 1, DIXIT_DISPUTED});
    put(making, " ");
}

/* "story-7" */
static const char *numbered(struct arena *memory, const char *before, uint64_t number)
{
    char text[64];
    int length = snprintf(text, sizeof text, "%s%llu", before, (unsigned long long)number);
    return arena_copy(memory, text, (size_t)length);
}

bool made_story(struct doc *doc, uint64_t number, uint32_t version, uint32_t claims)
{
    struct making making = {.doc = doc, .state = number * 7919 + 1};
    char date[16];
    buf_init(&making.text, 0);
    size_t outlet = below(&making.state, COUNT(outlets));
    for (uint32_t i = 0; i < claims; i++) {
        if (version > 1 && i % 3 == version % 3)
            making.state += version;
        put_claim(&making);
    }
    struct span own = put(&making, "The story goes on in the next issue.");
    (void)list_push(doc->memory, &doc->own, own);
    snprintf(date, sizeof date, "20%02u-%02u-%02u", (unsigned)(number % 20 + 6), (unsigned)(number % 12 + 1), (unsigned)(number % 28 + 1));
    doc->text = (struct str){arena_copy(doc->memory, making.text.at, making.text.length), making.text.length};
    doc->body = (struct span){0, (uint32_t)making.text.length};
    doc->origin.id = numbered(doc->memory, "story-", number);
    doc->origin.url = numbered(doc->memory, "https://news.example/", number);
    doc->origin.file = "made.jsonl";
    doc->origin.record = number;
    doc->origin.outlet = outlets[outlet];
    doc->origin.published = arena_copy(doc->memory, date, strlen(date));
    bool good = !making.text.failed && !doc->memory->failed;
    buf_release(&making.text);
    return good;
}

enum ledger_added made_story_add(struct ledger *ledger, uint64_t number, uint32_t version, uint32_t claims, struct buf *json)
{
    struct arena memory;
    arena_init(&memory, 0);
    struct doc doc = {.memory = &memory};
    struct show_options show = {.no_text = true, .model = "made-1"};
    enum ledger_added added = LEDGER_ADDED_NOT;
    buf_reset(json);
    if (made_story(&doc, number, version, claims) && show_json(&doc, &show, json))
        added = ledger_add(ledger, &(struct ledger_input){&doc, {json->at, json->length - 1}, "made-1"}, false);
    arena_release(&memory);
    return added;
}

const char *made_query(uint64_t number, uint32_t kind, struct buf *out)
{
    uint64_t state = number * 104729 + 17;
    buf_reset(out);
    switch (kind) {
    case 0: buf_add_text(out, common[below(&state, COUNT(common))]); break;
    case 1: buf_add_format(out, "%s %s", common[below(&state, COUNT(common))], verbs[below(&state, COUNT(verbs))]); break;
    case 2: put_made_word(&state, out); break;
    case 3: buf_add_format(out, "\"%s in %s\"", common[below(&state, COUNT(common))], states[below(&state, COUNT(states))]); break;
    case 4: put_made_word(&state, out); buf_add_char(out, '*'); break;
    default:
        put_made_word(&state, out);
        buf_add_char(out, ' ');
        put_made_word(&state, out);
        break;
    }
    return buf_terminate(out);
}
