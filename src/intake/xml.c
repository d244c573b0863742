/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/xml.h"

#include <expat.h>
#include <stdio.h>
#include <string.h>

enum { MAX_BINDINGS = 256, STEP = 1 << 20, ROOT_WITHIN = 16 << 10 };

/* Namespaces by how their names begin, and what they are called here. RSS has none or one of several: they count as none. */
static const struct {
    const char *begins, *means;
} known[] = {
    {"http://www.w3.org/2005/Atom", "atom"},
    {"http://purl.org/atom/ns#", "atom"},
    {"http://purl.org/rss/1.0/modules/content/", "content"},
    {"http://purl.org/rss/1.0/modules/", "module"},
    {"http://purl.org/rss/1.0/", ""},
    {"http://my.netscape.com/rdf/simple/0.9/", ""},
    {"http://channel.netscape.com/rdf/simple/0.9/", ""},
    {"http://backend.userland.com/rss", ""},
    {"http://purl.org/dc/elements/1.1/", "dc"},
    {"http://purl.org/dc/terms/", "dcterms"},
    {"http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"},
    {"http://www.w3.org/1999/xhtml", "html"},
    {"http://schemas.openxmlformats.org/wordprocessingml/2006/main", "w"},
    {"http://purl.oclc.org/ooxml/wordprocessingml/main", "w"},
    {"http://schemas.openxmlformats.org/markup-compatibility/2006", "mc"},
    {"http://schemas.openxmlformats.org/package/2006/metadata/core-properties", "cp"},
    {"urn:oasis:names:tc:opendocument:xmlns:text:", "text"},
    {"urn:oasis:names:tc:opendocument:xmlns:table:", "table"},
    {"urn:oasis:names:tc:opendocument:xmlns:office:", "office"},
    {"urn:oasis:names:tc:opendocument:xmlns:meta:", "meta"},
    {"urn:oasis:names:tc:opendocument:xmlns:drawing:", "draw"},
    {"http://www.loc.gov/standards/alto/", "alto"},
    {"http://schema.ccs-gmbh.com/ALTO", "alto"},
};

static const char *meaning_of(const char *uri, const char *prefix)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strncmp(uri, known[i].begins, strlen(known[i].begins)) == 0)
            return known[i].means;
    return prefix;
}

static void fail(struct xml *xml, const char *wrong)
{
    if (xml->wrong == NULL) {
        xml->wrong = wrong;
        xml->line = XML_GetCurrentLineNumber(xml->parser);
    }
    xml_stop(xml);
}

void xml_stop(struct xml *xml)
{
    xml->stopped = true;
    if (xml->parser != NULL)
        (void)XML_StopParser(xml->parser, XML_FALSE);
}

/* Takes up the namespaces that an element declares. */
static void bind(struct xml *xml, const char **attributes)
{
    for (; *attributes != NULL; attributes += 2) {
        const char *name = attributes[0];
        if (strncmp(name, "xmlns", 5) != 0 || (name[5] != '\0' && name[5] != ':'))
            continue;
        const char *prefix = name[5] == ':' ? name + 6 : "";
        struct xml_binding binding = {arena_copy(xml->memory, prefix, strlen(prefix)), NULL, xml->depth};
        if (binding.prefix != NULL)
            binding.means = meaning_of(attributes[1], binding.prefix);
        if (xml->bindings.count >= MAX_BINDINGS)
            fail(xml, "it declares too many namespaces");
        else if (binding.prefix == NULL || !list_push(xml->memory, &xml->bindings, binding))
            fail(xml, "there is not enough memory for it");
    }
}

/* The name as handlers know it. */
static const char *resolve(const struct xml *xml, const char *name, char to[XML_MAX_NAME])
{
    const char *colon = strchr(name, ':'), *local = colon == NULL ? name : colon + 1;
    size_t length = colon == NULL ? 0 : (size_t)(colon - name);
    for (uint32_t i = xml->bindings.count; i-- > 0;) {
        const struct xml_binding *binding = &xml->bindings.at[i];
        if (strncmp(binding->prefix, name, length) != 0 || binding->prefix[length] != '\0')
            continue;
        (void)snprintf(to, XML_MAX_NAME, "%s%s%s", binding->means, binding->means[0] == '\0' ? "" : ":", local);
        return to;
    }
    (void)snprintf(to, XML_MAX_NAME, "%s", name);
    return to;
}

static void on_open(void *context, const char *name, const char **attributes)
{
    struct xml *xml = context;
    char resolved[XML_MAX_NAME];
    if (++xml->depth > XML_MAX_DEPTH) {
        fail(xml, "its elements lie too deep");
        return;
    }
    bind(xml, attributes);
    if (!xml->stopped)
        xml->handler.open(xml->handler.context, resolve(xml, name, resolved), (const char *const *)attributes);
}

static void on_close(void *context, const char *name)
{
    struct xml *xml = context;
    char resolved[XML_MAX_NAME];
    if (!xml->stopped)
        xml->handler.close(xml->handler.context, resolve(xml, name, resolved));
    while (xml->bindings.count > 0 && xml->bindings.at[xml->bindings.count - 1].depth == xml->depth)
        xml->bindings.count--;
    xml->depth--;
}

static void on_text(void *context, const char *bytes, int length)
{
    struct xml *xml = context;
    if (!xml->stopped && length > 0)
        xml->handler.text(xml->handler.context, bytes, (size_t)length);
}

static void on_entity(void *context, const char *name, int parameter, const char *value, int length, const char *base, const char *system,
                      const char *public, const char *notation)
{
    (void)name, (void)parameter, (void)value, (void)length, (void)base, (void)system, (void)public, (void)notation;
    fail(context, "it declares entities, which are not expanded here");
}

void xml_init(struct xml *xml, struct arena *memory, const struct xml_handler *handler, bool declared)
{
    *xml = (struct xml){.memory = memory, .handler = *handler, .parser = XML_ParserCreate(declared ? NULL : "UTF-8")};
    if (xml->parser == NULL) {
        xml->wrong = "there is not enough memory for it";
        xml->stopped = true;
        return;
    }
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_open, on_close);
    XML_SetCharacterDataHandler(xml->parser, on_text);
    XML_SetEntityDeclHandler(xml->parser, on_entity);
}

void xml_release(struct xml *xml)
{
    if (xml->parser != NULL)
        XML_ParserFree(xml->parser);
    xml->parser = NULL;
}

static bool parse(struct xml *xml, const char *bytes, size_t length, bool last)
{
    if (xml->stopped)
        return false;
    if (XML_Parse(xml->parser, bytes, (int)length, last) == XML_STATUS_ERROR && !xml->stopped)
        fail(xml, XML_ErrorString(XML_GetErrorCode(xml->parser)));
    return !xml->stopped;
}

bool xml_add(struct xml *xml, const char *bytes, size_t length)
{
    while (length > STEP && parse(xml, bytes, STEP, false)) {
        bytes += STEP;
        length -= STEP;
    }
    return length <= STEP && parse(xml, bytes, length, false);
}

bool xml_finish(struct xml *xml)
{
    (void)parse(xml, "", 0, true);
    return xml->wrong == NULL;
}

const char *xml_attribute(const char *const *attributes, const char *name)
{
    for (; *attributes != NULL; attributes += 2) {
        const char *colon = strchr(attributes[0], ':');
        if (strcmp(colon == NULL ? attributes[0] : colon + 1, name) == 0 && strncmp(attributes[0], "xmlns", 5) != 0)
            return attributes[1];
    }
    return NULL;
}

static const char *after(const char *at, const char *end, const char *close)
{
    size_t length = strlen(close);
    while ((size_t)(end - at) >= length && memcmp(at, close, length) != 0)
        at++;
    return (size_t)(end - at) >= length ? at + length : end;
}

/* Past a doctype, with what it declares in brackets. */
static const char *after_doctype(const char *at, const char *end)
{
    while (at < end && *at != '>' && *at != '[')
        at++;
    return at < end && *at == '[' ? after(after(at, end, "]"), end, ">") : after(at, end, ">");
}

bool xml_root(struct str bytes, char name[XML_MAX_NAME])
{
    const char *at = bytes.at, *end = bytes.at + (bytes.length < ROOT_WITHIN ? bytes.length : ROOT_WITHIN);
    size_t length = 0;
    if (end - at >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0)
        at += 3;
    for (;;) {
        while (at < end && (*at == ' ' || (*at >= '\t' && *at <= '\r')))
            at++;
        if (end - at < 4 || *at != '<')
            return false;
        if (at[1] == '?')
            at = after(at, end, "?>");
        else if (memcmp(at, "<!--", 4) == 0)
            at = after(at, end, "-->");
        else if (at[1] == '!')
            at = after_doctype(at, end);
        else
            break;
    }
    for (at++; at < end && strchr(" \t\r\n/>", *at) == NULL && length + 1 < XML_MAX_NAME; at++)
        name[length++] = *at;
    name[length] = '\0';
    return length > 0 && at < end;
}
