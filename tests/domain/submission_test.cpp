#include "copytaster/domain/submission.hpp"

#include <gtest/gtest.h>

#include "tests/domain/builders.hpp"

namespace copytaster {
namespace {

using test::a_form;

std::vector<FieldError> errors_of(const Form& form) {
  const auto checked = check_form(form);
  const auto* errors = std::get_if<std::vector<FieldError>>(&checked);
  return errors ? *errors : std::vector<FieldError>{};
}

std::vector<FieldError> one(Field field, Problem problem) { return {{field, problem}}; }

TEST(CheckForm, TakesAnOrdinaryComment) {
  const auto checked = check_form(a_form({.author = "  Ann ",
                                          .email = " ann@example.com ",
                                          .url = "example.org/me",
                                          .text = " a\r\nb\rc\n ",
                                          .parent = 7}));
  const auto& submission = std::get<Submission>(checked);
  EXPECT_EQ(submission.author(), "Ann");
  EXPECT_EQ(submission.email().reveal(), "ann@example.com");
  EXPECT_EQ(submission.url(), "https://example.org/me");
  EXPECT_EQ(submission.text(), " a\nb\rc\n ") << "CRLF becomes LF, nothing else changes";
  EXPECT_EQ(submission.parent(), CommentId{7});
}

TEST(CheckForm, NamesEveryMissingField) {
  const std::vector<FieldError> missing = {{Field::author, Problem::required},
                                           {Field::email, Problem::required},
                                           {Field::text, Problem::required}};
  EXPECT_EQ(errors_of(Form{}), missing);
  EXPECT_EQ(errors_of(a_form({.text = " \r\n\t "})), one(Field::text, Problem::required));
  EXPECT_EQ(errors_of(a_form({.author = "\u200b\u2060"})), one(Field::author, Problem::required));
}

TEST(CheckForm, CountsBytesOnBothSidesOfEachLimit) {
  EXPECT_TRUE(errors_of(a_form({.author = std::string(245, 'n')})).empty());
  EXPECT_EQ(errors_of(a_form({.author = std::string(246, 'n')})),
            one(Field::author, Problem::too_long));
  EXPECT_TRUE(errors_of(a_form({.text = std::string(65'525, 'y')})).empty());
  EXPECT_EQ(errors_of(a_form({.text = std::string(65'526, 'y')})),
            one(Field::text, Problem::too_long));
  const std::string url = "https://example.org/";
  EXPECT_TRUE(errors_of(a_form({.url = url + std::string(200 - url.size(), 'u')})).empty());
  EXPECT_EQ(errors_of(a_form({.url = url + std::string(201 - url.size(), 'u')})),
            one(Field::url, Problem::too_long));
  const std::string local(64, 'l');
  const std::string label(60, 'd');
  const std::string address = local + "@" + label + "." + label + "." + label + ".";
  EXPECT_TRUE(
      errors_of(a_form({.email = address + std::string(254 - address.size(), 'e')})).empty());
  EXPECT_EQ(errors_of(a_form({.email = address + std::string(255 - address.size(), 'e')})),
            one(Field::email, Problem::too_long));
}

TEST(CheckForm, TakesAnAddressWithoutANamedDomainOnlyWhereAsked) {
  Form form = a_form({.email = "ann@192.0.2.1"});
  EXPECT_EQ(errors_of(form), one(Field::email, Problem::invalid));
  form.numbered_domains = true;
  EXPECT_TRUE(errors_of(form).empty());
  form.email = "ann@192.0.2";
  EXPECT_EQ(errors_of(form), one(Field::email, Problem::invalid));
}

TEST(CheckForm, RefusesControlCharactersWhereThereIsOneLine) {
  EXPECT_EQ(errors_of(a_form({.author = "A\nB"})), one(Field::author, Problem::control_character));
  EXPECT_EQ(errors_of(a_form({.email = "a@b.co\r\nBcc: x"})),
            one(Field::email, Problem::control_character));
  EXPECT_TRUE(errors_of(a_form({.text = "a\x01\x7f\tb"})).empty());
}

TEST(CheckForm, RefusesNulEverywhere) {
  const std::string nul("a\0b", 3);
  EXPECT_EQ(errors_of(a_form({.author = nul})), one(Field::author, Problem::nul_character));
  EXPECT_EQ(errors_of(a_form({.email = nul})), one(Field::email, Problem::nul_character));
  EXPECT_EQ(errors_of(a_form({.url = nul})), one(Field::url, Problem::nul_character));
  EXPECT_EQ(errors_of(a_form({.text = nul})), one(Field::text, Problem::nul_character));
  EXPECT_EQ(errors_of(a_form({.author = std::string("Ann\0", 4)})),
            one(Field::author, Problem::nul_character))
      << "trimming must not hide it";
}

TEST(CheckForm, ParentIsAnIdOrNothing) {
  EXPECT_TRUE(errors_of(a_form({.parent = 1})).empty());
  EXPECT_TRUE(errors_of(a_form({.parent = (std::int64_t{1} << 53) - 1})).empty());
  for (const std::int64_t parent : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 53})
    EXPECT_EQ(errors_of(a_form({.parent = parent})), one(Field::parent, Problem::invalid));
}

TEST(CheckedUrl, TakesHttpAndBareDomains) {
  EXPECT_EQ(checked_url("http://example.org"), "http://example.org");
  EXPECT_EQ(checked_url("HTTPS://example.org:8443/a?b=c#d"), "https://example.org:8443/a?b=c#d");
  EXPECT_EQ(checked_url("example.org"), "https://example.org");
  EXPECT_EQ(checked_url("bücher.example/ä"), "https://bücher.example/ä");
  EXPECT_EQ(checked_url("http://localhost/x"), "http://localhost/x");
  EXPECT_EQ(checked_url("http://[2001:db8::1]:80/"), "http://[2001:db8::1]:80/");
}

TEST(CheckedUrl, RefusesWhatCouldRunOrMislead) {
  for (const std::string_view url : {"javascript:alert(1)",
                                     "JaVaScRiPt:alert(1)",
                                     "\x01javascript:x",
                                     "java\tscript:x",
                                     "data:text/html,x",
                                     "vbscript:x",
                                     "//evil.example",
                                     "http://",
                                     "http:///path",
                                     "https://?q",
                                     "http://a\"><script>",
                                     "http://x/' onmouseover='alert(1)",
                                     "http://a b",
                                     "ftp://a.example",
                                     "javascript://a.example/%0aalert(1)",
                                     "mailto:a@b.example",
                                     "http://user:pw@host.example",
                                     "http://a.example:80x/",
                                     "http://[::1",
                                     "http://[x]/",
                                     "word",
                                     "http://a\\b.example",
                                     "javascript.example:alert(1)",
                                     "http://.example"})
    EXPECT_FALSE(checked_url(url)) << url;
}

TEST(ReasonFor, SaysTheLimitAndNeverTheInput) {
  EXPECT_EQ(reason_for({Field::text, Problem::too_long}), "is longer than 65525 bytes");
  EXPECT_EQ(reason_for({Field::email, Problem::invalid}), "is not a valid e-mail address");
  EXPECT_EQ(reason_for({Field::author, Problem::required}), "is required");
}

}  // namespace
}  // namespace copytaster
