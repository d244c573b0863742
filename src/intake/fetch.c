/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/fetch.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/sha256.h"
#include "intake/response.h"
#include "intake/robots.h"

enum { MOST_BYTES = 64 << 20, MOST_ROBOTS = 512 << 10, MOST_HEADER = 256 << 10, SECONDS = 60, CONNECT_SECONDS = 15, MOST_REDIRECTS = 10, MOST_URL = 2048 };

#define AGENT "dixit"
/* What every request says of itself. */
static const char agent_line[] = AGENT "/" DIXIT_VERSION " (reads news for its user; honours robots.txt)";

static const char private_address[] = "It leads to a private address and was not fetched (--allow-private).";

struct fetch_robots {
    struct fetch_robots *next;
    const char *site;  /* "http://harbour.example:8080" */
    struct str text;
    bool private_address; /* it leads to one */
    bool closed;       /* the site's robots.txt could not be had: nothing may be fetched */
};

/* One transfer. */
struct transfer {
    struct fetch *fetch;
    struct fetched *fetched;
    size_t limit;
    bool bare;              /* any type will do */
    bool too_large, refused_type, refused_address, in_body;
};

bool fetch_is_url(const char *text)
{
    return strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0;
}

void fetch_init(struct fetch *fetch, const struct fetch_options *options)
{
    *fetch = (struct fetch){.options = *options};
    arena_init(&fetch->memory, 0);
}

void fetch_release(struct fetch *fetch)
{
    if (fetch->handle != NULL)
        curl_easy_cleanup(fetch->handle);
    arena_release(&fetch->memory);
    fetch->handle = NULL;
    fetch->robots = NULL;
}

void fetched_release(struct fetched *fetched)
{
    buf_release(&fetched->response);
}

/* ---- addresses ---- */

static bool is_private4(uint32_t address)
{
    static const struct {
        uint32_t start, bits;
    } ranges[] = {{0x00000000, 8}, {0x0A000000, 8}, {0x64400000, 10}, {0x7F000000, 8}, {0xA9FE0000, 16}, {0xAC100000, 12}, {0xC0000000, 24},
                  {0xC0A80000, 16}, {0xC6120000, 15}, {0xE0000000, 4}, {0xF0000000, 4}}; /* RFC 6890 */
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (address >> (32 - ranges[i].bits) == ranges[i].start >> (32 - ranges[i].bits))
            return true;
    return false;
}

static bool is_private6(const uint8_t *at)
{
    static const uint8_t mapped[12] = {[10] = 0xFF, [11] = 0xFF}, translated[12] = {0, 0x64, 0xFF, 0x9B};
    uint32_t last = (uint32_t)at[12] << 24 | (uint32_t)at[13] << 16 | (uint32_t)at[14] << 8 | at[15];
    if (memcmp(at, mapped, 12) == 0 || memcmp(at, translated, 12) == 0)
        return is_private4(last);
    return (at[0] & 0xE0) != 0x20 || (at[0] == 0x20 && at[1] == 0x02); /* all but global unicast; 6to4 may hide any address */
}

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct transfer *transfer = context;
    (void)purpose;
    bool refused = to->family != AF_INET && to->family != AF_INET6;
    if (!transfer->fetch->options.allow_private && to->family == AF_INET) {
        struct sockaddr_in address;
        memcpy(&address, &to->addr, sizeof address);
        refused = is_private4(ntohl(address.sin_addr.s_addr));
    } else if (!transfer->fetch->options.allow_private && to->family == AF_INET6) {
        struct sockaddr_in6 address;
        memcpy(&address, &to->addr, sizeof address);
        refused = is_private6(address.sin6_addr.s6_addr);
    }
    transfer->refused_address = refused;
    return refused ? CURL_SOCKET_BAD : socket(to->family, to->socktype, to->protocol);
}

/* ---- what comes ---- */

static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    struct buf *response = &transfer->fetched->response;
    size_t length = size * count;
    if (length >= 5 && memcmp(bytes, "HTTP/", 5) == 0)
        buf_reset(response); /* an interim answer came before */
    if (response->length + length > MOST_HEADER)
        return 0;
    buf_add(response, bytes, length);
    transfer->fetched->body = response->length;
    return response->failed ? 0 : length;
}

static bool is_refused_type(const struct buf *response)
{
    struct response_head head;
    struct str bytes = {response->at, response->length};
    struct source source;
    source_init_bytes(&source, &bytes);
    response_read_head(&source, &head);
    source_release(&source);
    return response_is_never_text(head.type);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    struct buf *response = &transfer->fetched->response;
    size_t length = size * count;
    if (!transfer->in_body && !transfer->bare) {
        transfer->in_body = true;
        transfer->refused_type = is_refused_type(response);
    }
    transfer->too_large = response->length - transfer->fetched->body + length > transfer->limit;
    if (transfer->refused_type || transfer->too_large)
        return 0;
    buf_add(response, bytes, length);
    return response->failed ? 0 : length;
}

static void set_date(char date[24])
{
    time_t now = time(NULL);
    struct tm day;
    if (gmtime_r(&now, &day) == NULL || strftime(date, 24, "%Y-%m-%dT%H:%M:%SZ", &day) == 0)
        date[0] = '\0';
}

/* curl's handle with what holds for every transfer. */
static CURL *prepare(struct fetch *fetch)
{
    if (fetch->handle == NULL)
        fetch->handle = curl_easy_init();
    CURL *curl = fetch->handle;
    if (curl == NULL)
        return NULL;
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1); /* whose header can be kept as it is sent */
    curl_easy_setopt(curl, CURLOPT_HTTP_TRANSFER_DECODING, 0L);
    curl_easy_setopt(curl, CURLOPT_HTTP_CONTENT_DECODING, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SECONDS);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, agent_line);
    curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    return curl;
}

/* One address, without redirects. The status, 0 with the error set. */
static long transfer_once(struct transfer *transfer, const char *url, struct dixit_error *error)
{
    struct fetched *fetched = transfer->fetched;
    CURL *curl = prepare(transfer->fetch);
    long status = 0;
    if (curl == NULL)
        return error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory to fetch it.");
    struct curl_slist *fields = curl_slist_append(NULL, "Accept-Encoding: gzip, deflate, br");
    transfer->too_large = transfer->refused_type = transfer->refused_address = transfer->in_body = false;
    buf_reset(&fetched->response);
    fetched->body = 0;
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer);
    set_date(fetched->date);
    CURLcode result = curl_easy_perform(curl);
    const char *address = NULL;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(curl, CURLINFO_PRIMARY_IP, &address);
    (void)snprintf(fetched->address, sizeof fetched->address, "%s", address != NULL ? address : "");
    curl_slist_free_all(fields);
    if (transfer->refused_address)
        error_set(error, DIXIT_BAD_INPUT, 0, "%s", private_address);
    else if (transfer->too_large)
        error_set(error, DIXIT_TOO_LARGE, 0, "It is larger than %zu MiB and was not fetched.", transfer->limit >> 20);
    else if (transfer->refused_type)
        error_set(error, DIXIT_BAD_INPUT, 0, "The server says that it is no text (a picture, a script or the like).");
    else if (result != CURLE_OK)
        error_set(error, DIXIT_SYSTEM, 0, "It could not be fetched: %.160s.", curl_easy_strerror(result));
    return error->status == DIXIT_OK ? status : 0;
}

/* ---- robots.txt ---- */

/* Where the path of a URL begins: the '/', '?' or '#' after the host, or its end. */
static size_t site_length(const char *url)
{
    const char *host = strstr(url, "://");
    host = host == NULL ? url : host + 3;
    return (size_t)(host - url) + strcspn(host, "/?#");
}

static struct fetch_robots *load_robots(struct fetch *fetch, const char *url)
{
    size_t length = site_length(url);
    for (struct fetch_robots *at = fetch->robots; at != NULL; at = at->next)
        if (strlen(at->site) == length && strncmp(at->site, url, length) == 0)
            return at;
    struct fetch_robots *robots = arena_alloc(&fetch->memory, sizeof *robots);
    char *site = arena_copy(&fetch->memory, url, length), address[MOST_URL + 16];
    if (robots == NULL || site == NULL || length > MOST_URL)
        return NULL;
    struct fetched fetched = {0};
    struct transfer transfer = {.fetch = fetch, .fetched = &fetched, .limit = MOST_ROBOTS, .bare = true};
    struct dixit_error error = {0};
    buf_init(&fetched.response, 0);
    (void)snprintf(address, sizeof address, "%s/robots.txt", site);
    long status = transfer_once(&transfer, address, &error);
    robots->site = site;
    robots->private_address = transfer.refused_address;
    robots->closed = status == 0 || status >= 500; /* RFC 9309, 2.3.1.4 */
    if (status >= 200 && status < 300) {
        struct response_head head;
        struct response_body body;
        struct buf text;
        struct str bytes = {fetched.response.at, fetched.response.length};
        struct source source;
        buf_init(&text, 0);
        source_init_bytes(&source, &bytes);
        response_read_head(&source, &head);
        response_open_body(&body, &head, &source, 200);
        (void)source_read(body.source, &text, MOST_ROBOTS);
        response_close_body(&body);
        source_release(&source);
        robots->text = (struct str){arena_copy(&fetch->memory, text.at, text.length), text.length};
        robots->closed = robots->text.at == NULL;
        buf_release(&text);
    }
    fetched_release(&fetched);
    robots->next = fetch->robots;
    return fetch->robots = robots;
}

static bool is_allowed(struct fetch *fetch, const char *url, struct dixit_error *error)
{
    if (fetch->options.ignore_robots)
        return true;
    const struct fetch_robots *robots = load_robots(fetch, url);
    if (robots == NULL)
        return error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory to fetch it.");
    const char *path = url + site_length(url);
    char query[MOST_URL + 2];
    (void)snprintf(query, sizeof query, "%s%.*s", *path == '/' ? "" : "/", (int)strcspn(path, "#"), path);
    if (robots->private_address)
        return error_set(error, DIXIT_BAD_INPUT, 0, "%s", private_address);
    if (robots->closed)
        return error_set(error, DIXIT_BAD_INPUT, 0, "The site's robots.txt could not be had, so it was not fetched (--ignore-robots).");
    return robots_allow(robots->text, AGENT, query) ||
           error_set(error, DIXIT_BAD_INPUT, 0, "The site's robots.txt asks that it is not fetched (--ignore-robots).");
}

/* ---- keeping ---- */

/* A hash of what is in a record, as it stands in its header. */
static void put_digest(struct buf *out, const char *field, struct str bytes)
{
    char hex[65];
    sha256_hex_of(bytes.at, bytes.length, hex);
    buf_add_format(out, "%s: sha256:%s\r\n", field, hex);
}

/* An id made of what is in the record (a UUID of version 8, RFC 9562), so that the same capture is written the same way again. */
static void put_record_id(struct buf *out, const struct fetched *fetched, const char *type)
{
    struct sha256 hash;
    uint8_t id[32];
    sha256_init(&hash);
    sha256_add(&hash, type, strlen(type));
    sha256_add(&hash, fetched->url, strlen(fetched->url));
    sha256_add(&hash, fetched->date, strlen(fetched->date));
    sha256_add(&hash, fetched->response.at, fetched->response.length);
    sha256_finish(&hash, id);
    id[6] = (uint8_t)((id[6] & 0x0F) | 0x80);
    id[8] = (uint8_t)((id[8] & 0x3F) | 0x80);
    buf_add_text(out, "WARC-Record-ID: <urn:uuid:");
    for (int i = 0; i < 16; i++)
        buf_add_format(out, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", id[i]);
    buf_add_text(out, ">\r\n");
}

void fetch_write_warc(const struct fetched *fetched, bool first, struct buf *out)
{
    if (first) {
        static const char about[] = "software: dixit " DIXIT_VERSION "\r\nformat: WARC File Format 1.1\r\n";
        buf_add_format(out, "WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Date: %s\r\n", fetched->date);
        put_record_id(out, fetched, "warcinfo");
        buf_add_format(out, "Content-Type: application/warc-fields\r\nContent-Length: %zu\r\n\r\n%s\r\n\r\n", sizeof about - 1, about);
    }
    struct str whole = {fetched->response.at, fetched->response.length};
    buf_add_format(out, "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\nWARC-Date: %s\r\n", fetched->url, fetched->date);
    put_record_id(out, fetched, "response");
    if (fetched->address[0] != '\0')
        buf_add_format(out, "WARC-IP-Address: %s\r\n", fetched->address);
    put_digest(out, "WARC-Block-Digest", whole);
    put_digest(out, "WARC-Payload-Digest", (struct str){whole.at + fetched->body, whole.length - fetched->body});
    buf_add_format(out, "Content-Type: application/http; msgtype=response\r\nContent-Length: %zu\r\n\r\n", whole.length);
    buf_add(out, whole.at, whole.length);
    buf_add_text(out, "\r\n\r\n");
}

static bool append(const char *path, const struct fetched *fetched, bool exclusive, struct dixit_error *error)
{
    struct buf record;
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (exclusive ? O_EXCL : 0), 0666);
    if (file < 0 && exclusive && errno == EEXIST)
        return true; /* the same answer was kept before */
    if (file < 0)
        return error_set(error, DIXIT_SYSTEM, 0, "%.160s: %s", path, strerror(errno));
    buf_init(&record, 0);
    fetch_write_warc(fetched, buf_file_size(file) == 0, &record);
    bool good = !record.failed && buf_write_all(file, record.at, record.length);
    int reason = errno;
    buf_release(&record);
    good = close(file) == 0 && good;
    return good || error_set(error, DIXIT_SYSTEM, 0, "%.160s: %s", path, strerror(reason));
}

static bool keep(const struct fetch *fetch, const struct fetched *fetched, struct dixit_error *error)
{
    if (fetch->options.warc != NULL && !append(fetch->options.warc, fetched, false, error))
        return false;
    if (fetch->options.keep == NULL)
        return true;
    struct buf path;
    struct sha256 hash;
    uint8_t digest[32];
    char hex[65];
    sha256_init(&hash);
    sha256_add(&hash, fetched->url, strlen(fetched->url));
    sha256_add(&hash, fetched->response.at, fetched->response.length);
    sha256_finish(&hash, digest);
    sha256_hex(digest, hex);
    buf_init(&path, 0);
    buf_add_format(&path, "%s/%.32s.warc", fetch->options.keep, hex);
    bool good = append(buf_terminate(&path), fetched, true, error);
    buf_release(&path);
    return good;
}

/* ---- all of it ---- */

/* The address that a redirect leads to. */
static bool follow(char url[MOST_URL], const struct fetched *fetched, struct dixit_error *error)
{
    struct response_head head;
    struct str bytes = {fetched->response.at, fetched->body};
    struct source source;
    CURLU *parts = curl_url();
    char *whole = NULL;
    source_init_bytes(&source, &bytes);
    response_read_head(&source, &head);
    source_release(&source);
    bool good = parts != NULL && head.location[0] != '\0' && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
                curl_url_set(parts, CURLUPART_URL, head.location, 0) == CURLUE_OK && curl_url_get(parts, CURLUPART_URL, &whole, 0) == CURLUE_OK &&
                strlen(whole) < MOST_URL && fetch_is_url(whole);
    if (good)
        (void)snprintf(url, MOST_URL, "%s", whole);
    curl_free(whole);
    curl_url_cleanup(parts);
    return good || error_set(error, DIXIT_BAD_INPUT, 0, "It redirects to where nothing can be fetched: \"%.120s\".", head.location);
}

bool fetch_get(struct fetch *fetch, const char *url, struct fetched *fetched, struct dixit_error *error)
{
    *fetched = (struct fetched){.body = 0};
    buf_init(&fetched->response, 0);
    if (strlen(url) >= MOST_URL || strpbrk(url, " \r\n\t") != NULL)
        return error_set(error, DIXIT_BAD_INPUT, 0, "It is no address: too long, or with spaces in it.");
    (void)snprintf(fetched->url, sizeof fetched->url, "%s", url);
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
        struct transfer transfer = {.fetch = fetch, .fetched = fetched, .limit = MOST_BYTES, .bare = fetch->options.any_type};
        if (!is_allowed(fetch, fetched->url, error))
            return false;
        long status = transfer_once(&transfer, fetched->url, error);
        if (status == 0)
            return false;
        if (status >= 200 && status < 300)
            return keep(fetch, fetched, error);
        if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308)
            return error_set(error, DIXIT_BAD_INPUT, 0, "The server answered %ld.", status);
        if (!follow(fetched->url, fetched, error))
            return false;
    }
    return error_set(error, DIXIT_BAD_INPUT, 0, "It redirects more than %d times.", MOST_REDIRECTS);
}
