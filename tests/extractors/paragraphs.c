/* An extractor in C for the tests: the text between <p> and </p>. It knows three more words on a page: "poison" makes
   it fail, "fatal" makes it abort, "silent" makes it write on stdout what is no answer. The mode is its argument. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 20 };

static char request[MOST], page[MOST];

static void quote(const char *from, const char *to) {
    for (; from < to; from++) {
        unsigned char byte = (unsigned char)*from;
        if (byte == '"' || byte == '\\') printf("\\%c", byte);
        else if (byte < ' ') printf("\\u%04x", byte);
        else putchar(byte);
    }
}

static size_t read_page(const char *line) {
    const char *from = strstr(line, "\"path\": \"") + strlen("\"path\": \"");
    char path[4096];
    size_t length = strcspn(from, "\"");
    if (length >= sizeof path) return 0;
    memcpy(path, from, length);
    path[length] = 0;
    FILE *file = fopen(path, "rb");
    if (!file) return 0;
    length = fread(page, 1, MOST - 1, file);
    fclose(file);
    page[length] = 0;
    return length;
}

int main(int count, char **arguments) {
    const char *mode = count > 1 ? arguments[1] : "plain";
    const char *greeting = getenv("GREETING");
    printf("{\"protocol\": 1, \"name\": \"paragraphs\", \"version\": \"1.0\"}\n");
    fflush(stdout);
    while (fgets(request, MOST, stdin)) {
        long id = strtol(strstr(request, "\"id\": ") + 6, NULL, 10);
        read_page(request);
        if (strstr(page, "fatal")) abort();
        if (strstr(page, "silent")) printf("nothing to say\n");
        fprintf(stderr, "page %ld\n", id);
        if (strstr(page, "poison")) {
            printf("{\"id\": %ld, \"error\": {\"type\": \"Poison\", \"message\": \"no luck\"}}\n", id);
        } else {
            printf("{\"id\": %ld, \"article\": {\"title\": \"%s%s\", \"text\": \"", id, mode, greeting ? greeting : "");
            for (const char *at = page; (at = strstr(at, "<p>")) != NULL;) {
                const char *end = strstr(at, "</p>");
                if (!end) break;
                quote(at + 3, end);
                printf("\\n");
                at = end;
            }
            printf("\"}}\n");
        }
        fflush(stdout);
    }
    return 0;
}
