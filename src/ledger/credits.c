/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/credits.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/data_agencies.h"
#include "ledger/data_outlets.h"
#include "ledger/terms.h"

enum { NAME_ROOM = 96, NEAR = 6 };

/* A name as it is looked up: small letters and digits with single spaces, no article, no possessive; its length. */
static uint32_t fold_name(struct str name, char to[NAME_ROOM])
{
    uint32_t length = 0;
    bool gap = false;
    for (size_t i = 0; i < name.length && length + 6 < NAME_ROOM;) {
        char part[TERM_LONGEST];
        size_t n = 1;
        while (i + n < name.length && ((unsigned char)name.at[i + n] & 0xC0) == 0x80)
            n++;
        bool apostrophe = name.at[i] == '\'' || (n == 3 && memcmp(name.at + i, "\xE2\x80\x99", 3) == 0);
        if (apostrophe && i + n + 1 == name.length && (name.at[i + n] | 32) == 's')
            break;
        uint32_t folded = terms_fold((struct str){name.at + i, n}, part);
        bool letter = folded > 0 && ((part[0] >= 'a' && part[0] <= 'z') || (part[0] >= '0' && part[0] <= '9') || (unsigned char)part[0] >= 0x80);
        if (letter) {
            if (gap && length > 0)
                to[length++] = ' ';
            memcpy(to + length, part, folded);
            length += folded;
        }
        gap = letter ? false : gap || (!apostrophe && name.at[i] != '.' && name.at[i] != '-');
        i += n;
    }
    for (const char *const *a = (const char *const[]){"the ", "a ", "an ", NULL}; *a != NULL; a++)
        if (length > strlen(*a) && memcmp(to, *a, strlen(*a)) == 0) {
            length -= (uint32_t)strlen(*a);
            memmove(to, to + strlen(*a), length);
            break;
        }
    to[length] = '\0';
    return length;
}

static bool listed(char mark, const char *word, uint32_t length)
{
    for (size_t i = 0; i < sizeof data_outlets / sizeof *data_outlets; i++) {
        const char *line = data_outlets[i];
        if (line[0] == '#' || (mark == '\0') != (line[0] != '~' && line[0] != '-') || (mark != '\0' && line[0] != mark))
            continue;
        line += mark != '\0';
        if (strncmp(line, "the ", 4) == 0)
            line += 4;
        if (strcspn(line, "\n") == length && memcmp(line, word, length) == 0)
            return true;
    }
    return false;
}

/* "nordnews.com", "thebay.co" */
static bool is_site(struct str name)
{
    static const char *const ends[] = {".com", ".co", ".net", ".org", ".info", ".co.uk"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        if (name.length > n && memcmp(name.at + name.length - n, ends[i], n) == 0)
            return true;
    }
    return false;
}

bool credits_known(struct str name)
{
    char folded[NAME_ROOM];
    uint32_t length = fold_name(name, folded);
    if (length == 0 || listed('-', folded, length))
        return false;
    if (listed('\0', folded, length) || is_site(name))
        return true;
    const char *last = strrchr(folded, ' ');
    if (last != NULL && last[1] >= '0' && last[1] <= '9') { /* "fox 13": the word before the number */
        char channel[NAME_ROOM];
        memcpy(channel, folded, (size_t)(last - folded));
        channel[last - folded] = '\0';
        if (listed('\0', channel, (uint32_t)(last - folded)))
            return true;
    }
    return last != NULL && listed('~', last + 1, (uint32_t)strlen(last + 1));
}

/* Is it one of data/agencies.txt, whose lines hold several spellings parted by bars? */
static bool is_agency(const char *folded, uint32_t length)
{
    for (size_t i = 0; i < sizeof data_agencies / sizeof *data_agencies; i++)
        for (const char *at = data_agencies[i]; *at != '#' && *at != '\n' && *at != '\0';) {
            char other[NAME_ROOM];
            size_t n = strcspn(at, "|\n");
            if (fold_name((struct str){at, n}, other) == length && memcmp(other, folded, length) == 0)
                return true;
            at += n + (at[n] == '|');
        }
    return false;
}

/* Without spaces and a last "com". */
static uint32_t squeeze(struct str name, char to[NAME_ROOM])
{
    char folded[NAME_ROOM];
    uint32_t length = fold_name(name, folded), n = 0;
    for (uint32_t i = 0; i < length; i++)
        if (folded[i] != ' ')
            to[n++] = folded[i];
    if (is_site(name) && n > 5 && memcmp(to + n - 3, "com", 3) == 0)
        n -= 3;
    to[n] = '\0';
    return n;
}

bool credits_same(struct str a, struct str b)
{
    char x[NAME_ROOM], y[NAME_ROOM];
    uint32_t n = squeeze(a, x), m = squeeze(b, y);
    return n > 0 && n == m && memcmp(x, y, n) == 0;
}

/* ---- the words around a name ---- */

struct finder {
    struct stories *stories;
    const struct doc *doc;
    struct story *story;
};

static bool stem_in(const struct finder *finder, uint32_t token, const char *const *stems, size_t count)
{
    if (token >= finder->story->count)
        return false;
    const struct token *t = &finder->story->tokens[token];
    if (t->length == 10 && memcmp(finder->story->text.at + t->start, "reportedly", 10) == 0)
        return false;
    struct str text = finder->stories->terms.at[finder->story->tokens[token].term].text;
    for (size_t i = 0; i < count; i++)
        if (strlen(stems[i]) == text.length && memcmp(stems[i], text.at, text.length) == 0)
            return true;
    return false;
}

#define STEM_IN(finder, token, ...)                                                                                     \
    stem_in((finder), (token), (const char *const[]){__VA_ARGS__}, sizeof(const char *const[]){__VA_ARGS__} / sizeof(char *))

/* A sentence end, a line end or a semicolon between two tokens? */
static bool parted(const struct finder *finder, uint32_t token)
{
    const struct token *tokens = finder->story->tokens;
    if (token + 1 >= finder->story->count)
        return true;
    for (uint32_t i = tokens[token].start + tokens[token].length; i < tokens[token + 1].start; i++) {
        char c = finder->story->text.at[i];
        if (c == '\n' || c == ';' || c == '!' || c == '?' || (c == '.' && i + 1 < tokens[token + 1].start))
            return true;
    }
    return false;
}

/* "reported", "is reporting", "has also reported", "cites", or the noun: "NAME report". `last` is set to the verb. */
static bool reports_after(const struct finder *finder, uint32_t after, uint32_t *last)
{
    for (uint32_t i = after; i < after + 4 && i < finder->story->count && !parted(finder, i - 1); i++) {
        if (STEM_IN(finder, i, "report", "cit", "cites")) {
            *last = i;
            return true;
        }
        if (!STEM_IN(finder, i, "is", "has", "had", "also", "first", "was", "were", "are", "have", "lat", "earli", "exclusive", "on", "in", "today", "yesterday", "monday",
                     "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "last", "thi", "week", "online", "original"))
            break;
    }
    return false;
}

static bool speaks_after(const struct finder *finder, uint32_t after, uint32_t *last)
{
    for (uint32_t i = after; i < after + 5 && i < finder->story->count && !parted(finder, i - 1); i++)
        if (STEM_IN(finder, i, "say", "said", "says", "writ", "wrot", "written", "not", "notes", "claim", "reveal", "add", "quot", "debunk", "learn", "confirm", "obtain", "publish", "post", "tell", "told",
                    "tweet", "explain", "suggest", "describ", "break", "brok", "discov", "interview", "spok", "speak", "hear", "heard", "shar", "ran", "investigat", "announc", "contribut", "unearth")) {
            *last = i;
            return true;
        }
    return false;
}

/* "according to", "told", "via", "reported by", "a report in", "an interview with" … before a name; the first of these words. */
static uint8_t evidence_before(const struct finder *finder, uint32_t name, uint32_t *first)
{
    uint32_t i = name;
    while (i > 0 && !parted(finder, i - 1) && STEM_IN(finder, i - 1, "the", "news", "websit", "sit", "newspap", "magazin", "local", "station", "blog", "outlet", "pap", "tabloid", "daily", "agency",
                                                      "channel", "journal", "britain", "network"))
        i--;
    if (i == 0 || parted(finder, i - 1))
        return 0;
    *first = i - 1;
    if (STEM_IN(finder, i - 1, "via"))
        return CREDIT_REPORTS;
    if (STEM_IN(finder, i - 1, "told", "tell", "tells"))
        return CREDIT_SPEAKS;
    if (STEM_IN(finder, i - 1, "to") && i > 1 && STEM_IN(finder, i - 2, "accord")) {
        *first = i - 2;
        return CREDIT_SPEAKS;
    }
    if (STEM_IN(finder, i - 1, "to") && i > 1 && STEM_IN(finder, i - 2, "said", "say", "says", "speak")) {
        *first = i - 2;
        return CREDIT_SPEAKS;
    }
    if (STEM_IN(finder, i - 1, "by", "in", "from", "with", "to", "on", "at", "of", "for") && i > 1)
        for (uint32_t k = i - 1; k > 0 && k + NEAR > i; k--) {
            if (parted(finder, k - 1))
                break;
            if (STEM_IN(finder, k - 1, "report", "publish", "interview", "article", "articl", "story", "spok", "speak", "statement", "comment", "op-ed", "column", "broadcast", "first", "post", "confirm",
                        "obtain", "editorial", "coverag", "writ", "wrot", "quot", "account", "air", "appear", "journalist", "editor", "edit", "correspondent", "columnist", "pick")) {
                *first = k - 1;
                return STEM_IN(finder, k - 1, "report", "interview", "publish", "columnist", "correspondent", "reporter") && STEM_IN(finder, i - 1, "by", "in", "with", "from", "of", "for") ? CREDIT_REPORTS | CREDIT_SPEAKS : CREDIT_SPEAKS;
            }
        }
    return 0;
}

/* "(NAME)", "(NAME) -" or "NAME -" before the first sentence of a paragraph; "Source: NAME", "[via NAME]", "h/t NAME". */
static bool stands_as_credit(const struct finder *finder, struct span name, uint32_t token)
{
    struct str text = finder->story->text;
    bool bracket = name.start > 0 && text.at[name.start - 1] == '(' && name.end < text.length && text.at[name.end] == ')';
    if (bracket) {
        uint32_t i = name.end + 1;
        while (i < text.length && text.at[i] == ' ')
            i++;
        bool dash = i < text.length && (text.at[i] == '-' || (text.length - i >= 3 && (memcmp(text.at + i, "\xE2\x80\x94", 3) == 0 || memcmp(text.at + i, "\xE2\x80\x93", 3) == 0)));
        if (dash || name.start < 80)
            return true;
    }
    while (token > 1 && !(finder->story->tokens[token - 1].flags & TOKEN_START) && text.at[finder->story->tokens[token].start - 1] == ' ' &&
           text.at[finder->story->tokens[token].start - 2] == ',' && (finder->story->tokens[token - 1].flags & TOKEN_CAPITAL)) /* "Source: NAME, NAME" */
        for (token--; token > 0 && !parted(finder, token - 1) && text.at[finder->story->tokens[token].start - 2] != ',' &&
                      (finder->story->tokens[token - 1].flags & TOKEN_CAPITAL) && !STEM_IN(finder, token - 1, "sourc", "via"); token--)
            ;
    return token > 0 && ((STEM_IN(finder, token - 1, "via", "sourc", "credit") && name.start > 0) || (token > 1 && STEM_IN(finder, token - 2, "h") && STEM_IN(finder, token - 1, "t")));
}

/* "Photo Credit: NAME", "(Credit: NAME/somebody". */
static bool is_photo_credit(const struct finder *finder, struct span name, uint32_t token)
{
    struct str text = finder->story->text;
    bool photo = token > 0 && STEM_IN(finder, token - 1, "credit") && (name.end == text.length || text.at[name.end] == '/' || (token > 1 && STEM_IN(finder, token - 2, "photo", "imag", "pictur")));
    return photo || (token > 0 && STEM_IN(finder, token - 1, "photo", "imag", "pictur") && name.start > 1 && text.at[name.start - 2] == ':');
}

/* "TOWN (NAME) -" at the head of the text names the outlet itself, unless NAME is an agency. */
static bool is_own_dateline(const struct finder *finder, struct str name, struct span at)
{
    struct str text = finder->story->text;
    char folded[NAME_ROOM];
    uint32_t length = fold_name(name, folded);
    return at.start > 0 && at.start < 80 && text.at[at.start - 1] == '(' && at.end < text.length && text.at[at.end] == ')' &&
           memchr(text.at, '\n', at.start) == NULL && !is_agency(folded, length);
}

static bool in_spans(struct spans spans, struct span at)
{
    for (uint32_t i = 0; i < spans.count; i++)
        if (span_meets(spans.at[i], at))
            return true;
    return false;
}

/* Source or addressee of an attribution, or named in its cue. */
static bool speaks(const struct doc *doc, struct span name)
{
    for (uint32_t i = 0; i < doc->attributions.count; i++) {
        const struct attribution *a = &doc->attributions.at[i];
        if (in_spans(a->source, name) || in_spans(a->addressee, name) || span_meets(a->cue, name))
            return true;
    }
    return false;
}

/* A name goes on over a hyphen into a word in capitals: "Harbour Review-Journal". */
static struct span whole_name(const struct story *story, struct span at)
{
    uint32_t next = story_token_at(story, at.end);
    if (next < story->count && story->tokens[next].start == at.end + 1 && story->text.at[at.end] == '-' && (story->tokens[next].flags & TOKEN_CAPITAL))
        at.end = story->tokens[next].start + story->tokens[next].length;
    return at;
}

/* Only a space between a token and the next? */
static bool goes_on(const struct finder *finder, uint32_t token)
{
    const struct story *story = finder->story;
    if (token + 1 >= story->count)
        return false;
    uint32_t end = story->tokens[token].start + story->tokens[token].length;
    return story->tokens[token + 1].start == end + 1 && story->text.at[end] == ' ';
}

/* The longest run of at most four words in capitals around a name that the list has: "Post" or "Harbour" of "Harbour Evening Post". */
static struct span listed_name(const struct finder *finder, struct span at)
{
    const struct story *story = finder->story;
    uint32_t token = story_token_at(story, at.start), after = story_token_at(story, at.end), low = token, high = after;
    struct span best = at;
    while (low > 0 && token - low < 2 && (story->tokens[low - 1].flags & TOKEN_CAPITAL) && goes_on(finder, low - 1))
        low--;
    while (high < story->count && high - after < 2 && (story->tokens[high].flags & TOKEN_CAPITAL) && goes_on(finder, high - 1))
        high++;
    for (uint32_t i = low; i <= token; i++)
        for (uint32_t k = after; k <= high && k > i; k++) {
            struct span run = {story->tokens[i].start, story->tokens[k - 1].start + story->tokens[k - 1].length};
            char folded[NAME_ROOM];
            uint32_t length = fold_name((struct str){story->text.at + run.start, run.end - run.start}, folded);
            if (run.end - run.start > best.end - best.start && listed('\0', folded, length))
                best = run;
        }
    const struct str text = {story->text.at + at.start, at.end - at.start};
    bool more = best.end == at.end && best.start == at.start && after > token + 1 && credits_known(text);
    for (uint32_t i = token; more && i > low && !(story->tokens[i - 1].flags & TOKEN_START) && i > 1 && !parted(finder, i - 2); i--)
        best.start = story->tokens[i - 1].start; /* known by its last word: the name may have been cut */
    return best;
}

/* "newspaper NAME", "NAME correspondent": only outlets are spoken of so. */
static bool is_described(const struct finder *finder, uint32_t token, uint32_t after)
{
    bool before = token > 0 && !parted(finder, token - 1) && STEM_IN(finder, token - 1, "newspap", "magazin", "tabloid", "daily", "dai", "dail", "daili");
    return before || (after < finder->story->count && !parted(finder, after - 1) && STEM_IN(finder, after, "correspondent", "columnist"));
}

static bool consider(struct finder *finder, const struct name *found)
{
    struct story *story = finder->story;
    const struct name whole = {listed_name(finder, whole_name(story, found->at)), found->kind}, *name = &whole;
    struct str text = {story->text.at + name->at.start, name->at.end - name->at.start};
    uint32_t token = story_token_at(story, name->at.start), after = story_token_at(story, name->at.end), first = token, last = after;
    char folded[NAME_ROOM];
    uint32_t length = fold_name(text, folded);
    if (token >= after || length == 0 || listed('-', folded, length))
        return true;
    struct credit credit = {.outlet = text, .at = name->at};
    uint8_t before = evidence_before(finder, token, &first);
    if (is_photo_credit(finder, name->at, token) || is_own_dateline(finder, text, name->at))
        return true;
    if (credits_known(text) || is_described(finder, token, after))
        credit.evidence |= CREDIT_KNOWN;
    if (before != 0)
        credit.at.start = story->tokens[first].start;
    credit.evidence |= before;
    if (reports_after(finder, after, &last))
        credit.evidence |= CREDIT_REPORTS | CREDIT_SPEAKS;
    else if (speaks_after(finder, after, &last))
        credit.evidence |= CREDIT_SPEAKS;
    else
        last = NONE;
    if (last != NONE && before == 0)
        credit.at.end = story->tokens[last].start + story->tokens[last].length;
    if (stands_as_credit(finder, name->at, token))
        credit.evidence |= CREDIT_REPORTS | CREDIT_SPEAKS;
    if (speaks(finder->doc, name->at))
        credit.evidence |= CREDIT_SPEAKS;
    bool place = name->kind == DIXIT_NAME_LOCATION;
    if (((place && after == token + 1) || name->kind == DIXIT_NAME_PERSON) && !(credit.evidence & CREDIT_KNOWN))
        credit.evidence &= (uint8_t)~CREDIT_REPORTS; /* nothing is learned of a person or of a place of one word */
    if (place && !(credit.evidence & (CREDIT_REPORTS | CREDIT_KNOWN)))
        return true;
    return !(credit.evidence & (CREDIT_REPORTS | CREDIT_SPEAKS)) || list_push(finder->stories->memory, &story->credits, credit);
}

/* A site's ending after a token: its length, 0 for none. */
static uint32_t site_ending(struct str text, uint32_t at)
{
    static const char *const ends[] = {".com", ".co.uk", ".org", ".net", ".info"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        if (at + n <= text.length && memcmp(text.at + at, ends[i], n) == 0)
            return (uint32_t)n;
    }
    return 0;
}

static bool among_names(const struct doc *doc, struct span at)
{
    for (uint32_t i = 0; i < doc->names.count; i++)
        if (span_meets(doc->names.at[i].at, at))
            return true;
    return false;
}

/* What the list has, and sites, where no name was found: up to three tokens. */
static bool consider_token(struct finder *finder, uint32_t token, uint32_t *taken)
{
    const struct story *story = finder->story;
    const struct token *first = &story->tokens[token];
    for (uint32_t n = 3; n > 0; n--) {
        if (token + n > story->count)
            continue;
        const struct token *last = &story->tokens[token + n - 1];
        struct span at = {first->start, last->start + last->length};
        uint32_t ending = n == 1 ? site_ending(story->text, at.end) : 0;
        at.end += ending;
        if (at.end - at.start >= NAME_ROOM || memchr(story->text.at + at.start, '\n', at.end - at.start) != NULL || among_names(finder->doc, at))
            continue;
        char folded[NAME_ROOM];
        uint32_t length = fold_name((struct str){story->text.at + at.start, at.end - at.start}, folded);
        if (ending == 0 && !listed('\0', folded, length))
            continue;
        *taken = n;
        return consider(finder, &(struct name){at, DIXIT_NAME_ORGANISATION});
    }
    return true;
}

static int by_place(const void *a, const void *b)
{
    const struct credit *x = a, *y = b;
    return x->outlet.at < y->outlet.at ? -1 : x->outlet.at > y->outlet.at;
}

bool credits_find(struct stories *stories, const struct doc *doc, struct story *story)
{
    struct finder finder = {stories, doc, story};
    for (uint32_t i = 0; i < doc->names.count; i++) {
        const struct name *name = &doc->names.at[i];
        if (name->kind == DIXIT_NAME_DATE || name->kind == DIXIT_NAME_MONEY || name->kind == DIXIT_NAME_NORP || name->at.end > story->text.length)
            continue;
        if (!consider(&finder, name))
            return false;
    }
    for (uint32_t i = 0; i < story->count; i++) {
        uint32_t taken = 1;
        bool may = (story->tokens[i].flags & TOKEN_CAPITAL) || site_ending(story->text, story->tokens[i].start + story->tokens[i].length) > 0;
        if (may && !consider_token(&finder, i, &taken))
            return false;
        i += taken - 1;
    }
    if (story->credits.count > 0)
        qsort(story->credits.at, story->credits.count, sizeof *story->credits.at, by_place);
    return true;
}

/* ---- what holds ---- */

struct seen {
    struct str name;
    uint32_t reports; /* stories that speak of it as of an outlet */
    uint32_t stories; /* stories that have it speak at all */
    uint32_t last, last_report;
    uint32_t next;    /* in the same slot */
};

struct census {
    LIST(struct seen) names;
    uint32_t slots[4096];
};

static struct seen *find_seen(struct stories *stories, struct census *census, struct str name, bool make)
{
    char key[NAME_ROOM];
    uint32_t n = squeeze(name, key), h = 5381;
    for (uint32_t i = 0; i < n; i++)
        h = h * 33 + (uint8_t)key[i];
    h = (h ^ h >> 12) & 4095;
    for (uint32_t i = census->slots[h]; i != 0; i = census->names.at[i - 1].next)
        if (credits_same(census->names.at[i - 1].name, name))
            return &census->names.at[i - 1];
    if (!make || !list_push(stories->scratch, &census->names, (struct seen){.name = name, .last = NONE, .last_report = NONE, .next = census->slots[h]}))
        return NULL;
    census->slots[h] = census->names.count;
    return &census->names.at[census->names.count - 1];
}

/* The longer name of one outlet in a story stands for the shorter: "Harbour Post" for "Post". */
static bool is_part(struct str inner, struct str outer)
{
    char x[NAME_ROOM], y[NAME_ROOM];
    uint32_t n = squeeze(inner, x), m = squeeze(outer, y);
    return n > 2 && m >= n && (memcmp(x, y, n) == 0 || memcmp(x, y + m - n, n) == 0);
}

/* "AP" for "Associated Press": the first letters of its words. */
static bool is_acronym(struct str shorter, struct str longer)
{
    char x[NAME_ROOM], y[NAME_ROOM];
    uint32_t n = squeeze(shorter, x), m = fold_name(longer, y), k = 0;
    for (uint32_t i = 0; i < m; i++)
        if ((i == 0 || y[i - 1] == ' ') && (k >= n || x[k++] != y[i]))
            return false;
    return n > 1 && k == n;
}

static void keep_one_each(struct story *story)
{
    for (uint32_t i = 0; i < story->credits.count; i++)
        for (uint32_t k = 0; story->credits.at[i].holds && k < story->credits.count; k++) {
            if (k == i || !story->credits.at[k].holds)
                continue;
            if (is_acronym(story->credits.at[i].outlet, story->credits.at[k].outlet)) {
                story->credits.at[i].holds = false;
                continue;
            }
            if (!is_part(story->credits.at[i].outlet, story->credits.at[k].outlet))
                continue;
            if (is_part(story->credits.at[k].outlet, story->credits.at[i].outlet) && k > i)
                continue; /* the same: the first stays */
            story->credits.at[i].holds = credits_same(story->credits.at[i].outlet, story->credits.at[k].outlet) && !is_site(story->credits.at[i].outlet) &&
                                         is_site(story->credits.at[k].outlet);
            if (story->credits.at[i].holds)
                story->credits.at[k].holds = false; /* the name rather than the address */
        }
}

bool credits_settle(struct stories *stories)
{
    struct arena_mark mark = arena_mark(stories->scratch);
    struct census *census = arena_alloc(stories->scratch, sizeof *census);
    bool good = census != NULL;
    for (uint32_t s = 0; good && s < stories->list.count; s++)
        for (uint32_t i = 0; good && i < stories->list.at[s].credits.count; i++) {
            const struct credit *credit = &stories->list.at[s].credits.at[i];
            struct seen *seen = find_seen(stories, census, credit->outlet, true);
            good = seen != NULL;
            if (good && seen->last != s) {
                seen->last = s;
                seen->stories++;
            }
            if (good && (credit->evidence & CREDIT_REPORTS) && seen->last_report != s) {
                seen->last_report = s;
                seen->reports++;
            }
        }
    for (uint32_t s = 0; good && s < stories->list.count; s++) {
        struct story *story = &stories->list.at[s];
        for (uint32_t i = 0; i < story->credits.count; i++) {
            struct credit *credit = &story->credits.at[i];
            const struct seen *seen = find_seen(stories, census, credit->outlet, false);
            bool learned = seen != NULL && seen->reports >= 2 && seen->reports * 5 >= seen->stories * 2;
            credit->holds = (credit->evidence & CREDIT_KNOWN) || learned;
            if (story->outlet.length > 0 && credits_same(story->outlet, credit->outlet))
                credit->holds = false;
        }
        keep_one_each(story);
    }
    arena_rewind(stories->scratch, mark);
    return good || error_set(stories->error, DIXIT_NO_MEMORY, 0, "There was no memory to compare the outlets that the documents name.");
}
