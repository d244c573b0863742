/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/office_facts.h"

#include <string.h>

#include "base/buf.h"
#include "intake/compose.h"
#include "intake/html_dates.h"
#include "intake/xml.h"

enum { MAX_VALUE = 1 << 16 };
enum field { TITLE, CREATOR, FIRST_CREATOR, CREATED, CHANGED, LANGUAGE, FIELDS };

struct reader {
    struct buf value[FIELDS];
    int field; /* -1: none */
};

static void on_open(void *context, const char *name, const char *const *attributes)
{
    static const struct {
        const char *name;
        enum field field;
    } names[] = {
        {"dc:title", TITLE},           {"dc:creator", CREATOR},           {"meta:initial-creator", FIRST_CREATOR}, {"dcterms:created", CREATED},
        {"meta:creation-date", CREATED}, {"dcterms:modified", CHANGED},   {"dc:date", CHANGED},                    {"dc:language", LANGUAGE},
    };
    struct reader *reader = context;
    (void)attributes;
    reader->field = -1;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i].name) == 0 && reader->value[names[i].field].length == 0)
            reader->field = (int)names[i].field;
}

static void on_close(void *context, const char *name)
{
    (void)name;
    ((struct reader *)context)->field = -1;
}

static void on_text(void *context, const char *bytes, size_t length)
{
    struct reader *reader = context;
    if (reader->field >= 0)
        buf_add(&reader->value[reader->field], bytes, length);
}

static struct str value_of(const struct reader *reader, enum field field)
{
    const struct buf *value = &reader->value[field];
    return (struct str){value->length > 0 ? value->at : "", value->failed ? 0 : value->length};
}

void office_facts_read(struct office_facts *facts, struct str bytes, struct arena *memory)
{
    struct reader reader = {.field = -1};
    struct xml_handler handler = {&reader, on_open, on_close, on_text};
    struct xml xml;
    for (int i = 0; i < FIELDS; i++)
        buf_init(&reader.value[i], MAX_VALUE);
    xml_init(&xml, memory, &handler, true);
    (void)xml_add(&xml, bytes.at, bytes.length);
    (void)xml_finish(&xml);
    xml_release(&xml);
    const char *first = compose_fact(memory, value_of(&reader, FIRST_CREATOR));
    facts->title = compose_fact(memory, value_of(&reader, TITLE));
    facts->author = first != NULL ? first : compose_fact(memory, value_of(&reader, CREATOR));
    facts->created = html_date(compose_fact(memory, value_of(&reader, CREATED)), memory);
    facts->changed = html_date(compose_fact(memory, value_of(&reader, CHANGED)), memory);
    facts->language = compose_language(memory, value_of(&reader, LANGUAGE));
    for (int i = 0; i < FIELDS; i++)
        buf_release(&reader.value[i]);
}
