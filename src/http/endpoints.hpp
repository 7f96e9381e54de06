// The endpoints, by capability; routes.cpp says where each stands.
#pragma once

#include "http/call.hpp"

namespace copytaster::http {

void post_comment(const CallPtr& call);            // JSON, or our own form
void post_wordpress_comment(const CallPtr& call);  // WordPress' form
void post_report(const CallPtr& call);
void put_article(const CallPtr& call);
void get_thread(const CallPtr& call);
void get_thread_html(const CallPtr& call);
void get_thread_feed(const CallPtr& call);
void get_comment_counts(const CallPtr& call);

void get_receipt(const CallPtr& call);
void patch_receipt(const CallPtr& call);   // edits
void delete_receipt(const CallPtr& call);  // withdraws
void post_appeal(const CallPtr& call);
void get_receipt_page(const CallPtr& call);
void post_receipt_page(const CallPtr& call);

void get_queue(const CallPtr& call);
void post_decisions(const CallPtr& call);
void post_undo(const CallPtr& call);
void get_comment_record(const CallPtr& call);
void post_reveal(const CallPtr& call);
void post_claims(const CallPtr& call);
void delete_claims(const CallPtr& call);
void get_bans(const CallPtr& call);
void post_ban(const CallPtr& call);
void delete_ban(const CallPtr& call);
void get_stats(const CallPtr& call);
void get_events(const CallPtr& call);
void get_export(const CallPtr& call);

void get_rules(const CallPtr& call);
void put_rules(const CallPtr& call);
void post_rules_check(const CallPtr& call);
void post_rules_backtest(const CallPtr& call);
void get_rule_figures(const CallPtr& call);
void get_rule_versions(const CallPtr& call);
void get_rule_version(const CallPtr& call);
void post_rule_activation(const CallPtr& call);

void get_audit(const CallPtr& call);
void get_audit_numbers(const CallPtr& call);
void get_audit_verification(const CallPtr& call);
void post_people_export(const CallPtr& call);
void post_people_erase(const CallPtr& call);

void post_session(const CallPtr& call);  // sign in
void get_session(const CallPtr& call);
void delete_session(const CallPtr& call);  // sign out
void put_password(const CallPtr& call);
void post_totp(const CallPtr& call);    // begins a second factor
void put_totp(const CallPtr& call);     // confirms it
void delete_totp(const CallPtr& call);  // ends it
void get_sessions(const CallPtr& call);
void delete_other_sessions(const CallPtr& call);
void delete_numbered_session(const CallPtr& call);

void get_moderators(const CallPtr& call);
void patch_moderator(const CallPtr& call);
void get_invitations(const CallPtr& call);
void post_invitation(const CallPtr& call);
void delete_invitation(const CallPtr& call);
void get_invitation(const CallPtr& call);        // the page under the link
void post_invitation_page(const CallPtr& call);  // its form
void get_tokens(const CallPtr& call);
void post_token(const CallPtr& call);
void delete_token(const CallPtr& call);

void get_desk(const CallPtr& call);
void get_desk_file(const CallPtr& call);
void get_desk_bans(const CallPtr& call);
void get_desk_rules(const CallPtr& call);
void get_desk_account(const CallPtr& call);
void get_desk_people(const CallPtr& call);
void get_desk_rules_file(const CallPtr& call);
void get_desk_comment(const CallPtr& call);
void get_desk_audit(const CallPtr& call);
void get_desk_record_file(const CallPtr& call);
void get_plain_desk(const CallPtr& call);
void post_plain_desk(const CallPtr& call);
void get_desk_login(const CallPtr& call);
void post_desk_login(const CallPtr& call);
void post_desk_logout(const CallPtr& call);

void get_home(const CallPtr& call);
void get_demo(const CallPtr& call);
void get_demo_file(const CallPtr& call);
void get_docs(const CallPtr& call);
void get_docs_page(const CallPtr& call);
void get_openapi(const CallPtr& call);
void get_health(const CallPtr& call);
void get_readiness(const CallPtr& call);

}  // namespace copytaster::http
